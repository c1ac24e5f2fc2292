"""The ledger as it is shown: what was sent, what was not and why, and what would happen now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from heedful.domain.contacting.enums import ApproachState, Purpose, SkipReason
from heedful.domain.contacting.models import Approach
from heedful.domain.contacting.queries.standing import Person, judge, known
from heedful.domain.contacting.rules.deciding import Verdict, Wanted
from heedful.domain.contacting.rules.wording import sentence
from heedful.domain.customers import queries as customers
from heedful.foundation.access import Actor, Permission, within

MIDDLE = 5
"""The priority of a survey that says none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ledger in words; `why` is empty for what was sent."""

    id: UUID
    contact_id: UUID | None
    name: str
    purpose: Purpose
    programme: str
    state: ApproachState
    why: str
    rules: int
    decided_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """A person in the ledger: whether each kind of message may leave now and why not, and what went before."""

    person: Person
    now: tuple[tuple[Purpose, Verdict, str], ...]
    lines: tuple[Line, ...]
    total: int


def visible_to(actor: Actor) -> QuerySet[Approach]:
    """Return the rows on customers of the units the actor may see, newest first."""
    return (
        Approach.objects.filter(within("unit_id", actor, Permission.SEE_CUSTOMERS))
        .select_related("contact")
        .order_by("-decided_at", "-id")
    )


def lines(rows: Iterable[Approach]) -> list[Line]:
    """Return rows in words."""
    return [_line(row) for row in rows]


def lines_of(ids: Collection[UUID]) -> list[Line]:
    """Return the rows with these ids in words, by name; for our own use: no actor, no scope."""
    rows = Approach.objects.filter(id__in=ids).select_related("contact")
    return sorted(map(_line, rows), key=lambda line: (line.name, line.id))


def counts(actor: Actor, since: datetime) -> list[tuple[str, str, int]]:
    """Count the rows in sight since then by state and reason; a census."""
    rows = Approach.objects.filter(within("unit_id", actor, Permission.SEE_CUSTOMERS), decided_at__gte=since)
    return list(rows.values_list("state", "reason").annotate(n=Count("id")).order_by("state", "-n"))


def person(actor: Actor, contact_id: UUID, *, at: datetime, limit: int = 50) -> View:
    """Return a contact the actor may see with its ledger, newest first; raise NotFound."""
    customers.seen_contact(actor, contact_id)
    found = known([contact_id], at)[contact_id]
    verdicts = []
    for purpose in Purpose:
        verdict = judge(found, Wanted(purpose, MIDDLE, at))
        verdicts.append((purpose, verdict, sentence(verdict.reason, verdict.because, verdict.free_from)))
    rows = Approach.objects.filter(contact_id=contact_id).select_related("contact").order_by("-decided_at", "-id")
    return View(found, tuple(verdicts), tuple(lines(rows[:limit])), rows.count())


def _line(row: Approach) -> Line:
    reason = SkipReason(row.reason)
    return Line(
        id=row.id,
        contact_id=row.contact_id,
        name=row.contact.name if row.contact else "",
        purpose=Purpose(row.purpose),
        programme=row.programme,
        state=ApproachState(row.state),
        why=sentence(reason, row.because, row.free_from) if reason else "",
        rules=row.rules,
        decided_at=row.decided_at,
        at=row.at,
    )
