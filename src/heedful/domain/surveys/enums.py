"""States and kinds of the surveys area."""

from enum import StrEnum


class VersionState(StrEnum):
    """The life of one version of a survey."""

    DRAFT = "draft"
    PUBLISHED = "published"
    COLLECTING = "collecting"
    CLOSED = "closed"
    ARCHIVED = "archived"


class VersionVerb(StrEnum):
    """What moves a version on."""

    PUBLISH = "publish"
    OPEN = "open collecting"
    CLOSE = "close"
    ARCHIVE = "archive"


class InvitationState(StrEnum):
    """How far one ask of one customer has come."""

    PLANNED = "planned"
    SENT = "sent"
    BOUNCED = "bounced"
    STARTED = "started"
    FINISHED = "finished"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SKIPPED = "skipped"


class ResponseStatus(StrEnum):
    """How complete a response is."""

    IN_PROGRESS = "in_progress"
    FINAL = "final"
    PARTIAL = "partial"
    SUSPECT = "suspect"


class Validated(StrEnum):
    """Which check the answers have passed."""

    STRUCTURE = "structure"
    ENGINE = "engine"
    IMPORT = "import"


class Anonymity(StrEnum):
    """How far answers lead back to a person."""

    IDENTIFIED = "identified"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"
