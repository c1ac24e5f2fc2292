"""Kinds and states of feedback."""

from enum import StrEnum


class Kind(StrEnum):
    """What somebody sent: an answer to a survey, or something said unasked."""

    ANSWER = "answer"
    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"
    WISH = "wish"
    QUESTION = "question"


class FieldType(StrEnum):
    """How the value of a field is read."""

    TEXT = "text"
    CATEGORICAL = "categorical"
    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Status(StrEnum):
    """Whether a submission counts."""

    FINAL = "final"
    PARTIAL = "partial"
    UNCONFIRMED = "unconfirmed"
    SUSPECT = "suspect"
    OVER_QUOTA = "over_quota"
    QUARANTINED = "quarantined"


class Validated(StrEnum):
    """Which check the values have passed."""

    ENGINE = "engine"
    STRUCTURE = "structure"
    IMPORT = "import"


class Outcome(StrEnum):
    """What recording did: new = changed = same add up to everything read and not refused."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class ImportState(StrEnum):
    """How far an import has come; CHECKED has tried every row and written none."""

    DRAFT = "draft"
    WAITING = "waiting"
    RUNNING = "running"
    CHECKED = "checked"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The words on screens."""
        return {
            "draft": "Not run yet",
            "waiting": "Waiting for its turn",
            "running": "Running",
            "checked": "Checked, nothing written",
            "done": "Written",
            "failed": "Stopped",
        }[self.value]
