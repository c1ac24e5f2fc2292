"""Kinds and channels of touchpoints."""

from enum import StrEnum


class TouchpointKind(StrEnum):
    """Where customer and company meet."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"


class Channel(StrEnum):
    """The way a contact took."""

    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    SHOP = "shop"
    APP = "app"
    SOCIAL = "social"
    DELIVERY = "delivery"
    LETTER = "letter"
    IMPORT = "import"
    API = "api"


class TargetKind(StrEnum):
    """What a service target promises the customer."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.value.replace("_", " ").capitalize()
