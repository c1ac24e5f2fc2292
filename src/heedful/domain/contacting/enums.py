"""Why we write to a customer, and what became of it."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a message is for. Answers to a customer's own matter are no approach: they belong to the case."""

    TRANSACTIONAL = "transactional"
    RELATIONAL = "relational"
    REMINDER = "reminder"
    REPORT_BACK = "report back"

    @property
    def label(self) -> str:
        """The purpose on screens."""
        return {
            Purpose.TRANSACTIONAL: "Asked about a contact with us",
            Purpose.RELATIONAL: "Asked how things are between us",
            Purpose.REMINDER: "Reminded of a question",
            Purpose.REPORT_BACK: "Told what came of their words",
        }[self]


class ApproachState(StrEnum):
    """How far a message has come."""

    PLANNED = "planned"
    SENT = "sent"
    BOUNCED = "bounced"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why somebody was not written to; each skip has one. In the order in which the rules are asked."""

    NONE = ""
    OPTED_OUT = "opted out"
    NO_ADDRESS = "no address"
    BOUNCED = "bounced"
    QUARANTINE = "quarantine"
    ALREADY_ASKED = "already asked"
    COOLING_OFF = "cooling off"
    CAP_REACHED = "cap reached"
    RESERVED = "reserved"


class BounceKind(StrEnum):
    """A hard bounce says that the address does not exist; a soft one may pass."""

    HARD = "hard"
    SOFT = "soft"
