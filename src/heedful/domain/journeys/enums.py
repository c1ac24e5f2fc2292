"""Kinds and channels of touchpoints, sides of a journey map, what a standard measures."""

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
    """What a service target promises: the customer, or one department or partner another (OLA)."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    OLA = "ola"

    @property
    def label(self) -> str:
        """The name on screens."""
        if self is TargetKind.OLA:
            return "Between departments"
        return self.value.replace("_", " ").capitalize()


class Side(StrEnum):
    """Where a step happens: with the customer, before the customer's eyes, or behind the line of visibility."""

    CUSTOMER = "customer"
    FRONT = "front"
    BACK = "back"

    @property
    def label(self) -> str:
        """The name on screens."""
        return {"customer": "Customer", "front": "Front stage", "back": "Back stage"}[self.value]


class Measure(StrEnum):
    """What a service standard counts on each contact."""

    DAYS_LATE = "days_late"
    WAIT_SECONDS = "wait_seconds"
    TRANSFERS = "transfers"
    FIRST_CONTACT = "first_contact_resolved"

    @property
    def label(self) -> str:
        """The name on screens."""
        return {
            "days_late": "Days after the promised day",
            "wait_seconds": "Seconds until somebody answers",
            "transfers": "Transfers to somebody else",
            "first_contact_resolved": "Resolved at the first contact",
        }[self.value]

    @property
    def of_contacts(self) -> str:
        """Which contacts count, as the definition of the figure says."""
        return {
            "days_late": "with a promised day whose service came",
            "wait_seconds": "with a recorded wait",
            "transfers": "with recorded transfers",
            "first_contact_resolved": "of which is recorded whether they were resolved at once",
        }[self.value]
