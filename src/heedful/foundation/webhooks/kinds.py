"""What other programs may be told of: rows of the audit trail, by their action. Areas know nothing of it."""

from enum import StrEnum


class EventKind(StrEnum):
    """A kind of event as a receiver knows it."""

    FEEDBACK_RECORDED = "feedback.recorded"
    CASE_OPENED = "case.opened"
    CASE_ESCALATED = "case.escalated"
    CASE_CLOSED = "case.closed"
    PROBLEM_VERDICT = "problem.verdict"
    ANNOUNCEMENT_RELEASED = "announcement.released"
    PERIOD_SIGNED = "period.signed"
    TEST = "webhook.test"

    @property
    def label(self) -> str:
        """The name on screens."""
        return _LABELS[self]


_LABELS = {
    EventKind.FEEDBACK_RECORDED: "Feedback came in",
    EventKind.CASE_OPENED: "A case was opened",
    EventKind.CASE_ESCALATED: "A clock of a case told the next level",
    EventKind.CASE_CLOSED: "A case was closed",
    EventKind.PROBLEM_VERDICT: "A verdict on a fix was signed",
    EventKind.ANNOUNCEMENT_RELEASED: "An announcement was released",
    EventKind.PERIOD_SIGNED: "A period was signed (each signature)",
    EventKind.TEST: "A test",
}
OFFERED = tuple(kind for kind in EventKind if kind is not EventKind.TEST)

KIND_OF = {
    "feedback.recorded": EventKind.FEEDBACK_RECORDED,
    "case.opened": EventKind.CASE_OPENED,
    "case.escalated": EventKind.CASE_ESCALATED,
    "case.close": EventKind.CASE_CLOSED,
    "problem.verdict_signed": EventKind.PROBLEM_VERDICT,
    "announcement.release": EventKind.ANNOUNCEMENT_RELEASED,
    "period.signed": EventKind.PERIOD_SIGNED,
}
"""The action of the audit row that makes the event."""

READ_AT = {
    "feedback": "/api/v1/feedback/{id}",
    "case": "/api/v1/cases/{id}",
    "problem": "/api/v1/problems/{id}",
    "version": "/api/v1/announcements",
    "period": "/api/v1/periods/{id}/results",
}
"""Where a receiver that has a key reads more, by the kind of entity: an event holds no content."""
