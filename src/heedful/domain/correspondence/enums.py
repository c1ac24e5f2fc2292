"""What became of a mail, and what sent it."""

from enum import StrEnum


class MailState(StrEnum):
    """What became of a mail. The first two wait for a person."""

    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"
    ATTACHED = "attached"
    FILED = "filed"
    COPY = "copy"
    AUTOMATIC = "automatic"
    DISMISSED = "dismissed"


WAITING = (MailState.QUARANTINED, MailState.UNREADABLE)


class Automatic(StrEnum):
    """Which kind of program wrote a mail; NO is a person."""

    NO = "no"
    REPLY = "reply"
    LIST = "list"
    BOUNCE = "bounce"
