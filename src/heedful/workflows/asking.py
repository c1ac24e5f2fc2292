"""What the field work of surveys does by itself: invitations leave, reminders follow, unfinished answers are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import BounceKind
from heedful.domain.customers import queries as customers
from heedful.domain.feedback import operations as feedback
from heedful.domain.surveys import operations as surveys
from heedful.foundation.access import Actor
from heedful.foundation.errors import Refused

MOST = 50_000
"""So many contacts may be invited by one list."""


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
def invite(
    *, survey: UUID, references: Sequence[str], leaves_at: datetime | None = None, by: Actor, at: datetime
) -> surveys.Invited:
    """Plan an invitation for each contact in sight, known by its reference in the source system.

    Raise Refused for references that the actor does not see; nobody is invited then.
    """
    wanted = list(dict.fromkeys(each.strip() for each in references if each.strip()))
    if not 1 <= len(wanted) <= MOST:
        raise Refused("name the contacts to invite", field="contacts", fix=f"one reference a line, at most {MOST:,}")
    known = customers.contacts_by_reference(by, wanted)
    unknown = [each for each in wanted if each not in known]
    if unknown:
        told = ", ".join(unknown[:5])
        raise Refused(f"no contact in your sight has the reference {told}", field="contacts", fix="check the list")
    asks = [surveys.Ask(known[each]) for each in wanted]
    return surveys.invite(survey=survey, asks=asks, leaves_at=leaves_at, by=by, at=at)


@transaction.atomic
def record_bounce(*, address: str, kind: BounceKind, note: str = "", by: Actor, at: datetime) -> int:
    """Record that mail to an address came back; return how many of our last messages it belongs to.

    After a hard bounce its invitations are not reminded; a soft one may have been a full mailbox.
    """
    count = contacting.bounce(address=address, kind=kind, note=note, by=by, at=at)
    if kind is BounceKind.HARD:
        surveys.bounce(address=address, by=by, at=at)
    return count


@transaction.atomic
def close_partials(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Close unfinished responses as partial and keep what was answered as feedback; return how many."""
    closed = surveys.close_partials(by=by, at=at, limit=limit)
    for received in closed:
        channel = "email" if received.contact_id is not None else "web"
        feedback.record_answers(received=received, channel=channel, by=by, at=at)
    return len(closed)
