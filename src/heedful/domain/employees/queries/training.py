"""Reads of qualifications: who may handle complaints today, what runs out, and how it goes with and without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from heedful.analytics.inference.intervals import Estimate, share_difference, wilson
from heedful.domain.cases.queries import ownership
from heedful.domain.employees.models import Qualification
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of
from heedful.foundation.disclosure import MINIMUM_FIGURES

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Expiry:
    """A colleague's last day of qualification, the training, and what is left of it on a day."""

    person_id: UUID
    name: str
    training: str
    valid_until: date
    days: int

    @property
    def state(self) -> str:
        """Say expired, soon or fine."""
        return "expired" if self.days < 0 else "soon" if self.days <= SOON.days else "fine"


@dataclass(frozen=True, slots=True)
class Recovered:
    """Complaints by whether their owner was qualified when they came: how many the customer called solved.

    `low` and `high` bound the difference qualified minus others in points; None where a side has too few.
    """

    n: int
    solved: Estimate | None
    others: int
    others_solved: Estimate | None
    low: float | None
    high: float | None


def kept_here() -> bool:
    """Say whether qualifications are kept at all: where they are not, nobody is flagged for having none."""
    return Qualification.objects.exists()


def visible_to(actor: Actor) -> QuerySet[Qualification]:
    """Return the qualifications of colleagues of the units where the actor coaches, and the colleague's own."""
    found = Qualification.objects.filter(within("person__unit_id", actor, Permission.COACH))
    return found.select_related("person")


def qualified_on(on: date) -> dict[UUID, date]:
    """Return who is qualified on a day, with the last day that the newest training covers."""
    rows = Qualification.objects.filter(passed_on__lte=on, valid_until__gte=on)
    return dict(rows.values_list("person_id").annotate(last=Max("valid_until")))


def unqualified(owner_id: UUID | None, kind: str, on: date) -> bool:
    """Say whether a complaint lies with somebody who is not qualified on a day; False where none are kept."""
    if owner_id is None or kind != "complaint" or not kept_here():
        return False
    return owner_id not in qualified_on(on)


def preferred(choices: list[tuple[UUID, str]], on: date) -> list[tuple[UUID, str, date | None]]:
    """Order colleagues to whom a complaint may go: the qualified first, by name, with their last day."""
    held = qualified_on(on)
    return sorted(
        ((person, name, held.get(person)) for person, name in choices), key=lambda each: (each[2] is None, each[1])
    )


def flagged(actor: Actor, on: date) -> list[Any]:
    """Return the open complaints in sight whose owner is not qualified today, oldest first."""
    if not kept_here():
        return []
    return list(ownership.owned_complaints(actor).exclude(owner_id__in=list(qualified_on(on))))


def expiries(actor: Actor, on: date) -> list[Expiry]:
    """Return the newest qualification of each colleague in sight who still works here, next to run out first."""
    here = {person for person, _ in organisation.colleague_choices(actor.units(Permission.COACH), on)}
    newest: dict[UUID, Qualification] = {}
    for each in visible_to(actor).filter(person_id__in=here).order_by("valid_until", "passed_on", "id"):
        newest[each.person_id] = each
    return [
        Expiry(each.person_id, each.person.name, each.training, each.valid_until, (each.valid_until - on).days)
        for each in sorted(newest.values(), key=lambda one: (one.valid_until, one.person.name))
    ]


def recovery(actor: Actor, since: datetime, until: datetime) -> Recovered:
    """Compare complaints that closed in [since, until) by whether the owner was qualified on the day they came."""
    spans: dict[UUID, list[tuple[date, date]]] = {}
    for person, first, last in Qualification.objects.values_list("person_id", "passed_on", "valid_until"):
        spans.setdefault(person, []).append((first, last))
    counts = {True: [0, 0], False: [0, 0]}
    for each in ownership.complaints_ended(actor, since, until):
        day = day_of(each.received_at)
        able = any(first <= day <= last for first, last in spans.get(each.owner_id, ()))
        counts[able][0] += each.solved
        counts[able][1] += 1
    (hits, n), (other_hits, others) = counts[True], counts[False]
    enough = min(n, others) >= MINIMUM_FIGURES
    low, high = share_difference((hits, n), (other_hits, others)) if enough else (None, None)
    return Recovered(
        n, wilson(hits, n) if n >= MINIMUM_FIGURES else None,
        others, wilson(other_hits, others) if others >= MINIMUM_FIGURES else None, low, high,
    )  # fmt: skip
