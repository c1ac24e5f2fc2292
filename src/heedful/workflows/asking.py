"""What the field work of surveys does by itself: invitations leave, reminders follow, unfinished answers are closed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from heedful.domain.feedback import operations as feedback
from heedful.domain.surveys import operations as surveys
from heedful.foundation.access import Actor


@dataclass(frozen=True, slots=True)
class FieldWork:
    """How much was done."""

    sent: int
    reminded: int
    expired: int
    closed_partial: int


def field_work(*, by: Actor, at: datetime, limit: int = 500) -> FieldWork:
    """Send what is planned, remind the silent, mark what has expired and close what nobody goes on with."""
    return FieldWork(
        sent=surveys.send_planned(by=by, at=at, limit=limit),
        reminded=surveys.remind(by=by, at=at, limit=limit),
        expired=surveys.expire(by=by, at=at),
        closed_partial=close_partials(by=by, at=at, limit=limit),
    )


@transaction.atomic
def close_partials(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Close unfinished responses as partial and keep what was answered as feedback; return how many."""
    closed = surveys.close_partials(by=by, at=at, limit=limit)
    for received in closed:
        channel = "email" if received.contact_id is not None else "web"
        feedback.record_answers(received=received, channel=channel, by=by, at=at)
    return len(closed)
