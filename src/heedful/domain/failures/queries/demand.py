"""Reads of contacts in which somebody above was asked for: counted from cases and from recorded interactions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.analytics.inference.intervals import Estimate
from heedful.domain.cases import queries as cases
from heedful.domain.cases.queries.speech import customer_words
from heedful.domain.cases.queries.touches import Contact, contacts
from heedful.domain.failures.enums import Wanted
from heedful.domain.failures.models import SupervisorDemand
from heedful.domain.failures.rules.demand import Jump, Month, Share, asks_above, jump, pareto, rate, suggested
from heedful.domain.journeys.queries import interactions
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of, zone

AROUND = timedelta(days=60)
Days = Sequence[tuple[date, UUID]]
Asked = Mapping[UUID | None, SupervisorDemand]


@dataclass(frozen=True, slots=True)
class Demand:
    """The rate of a window with its reasons, what was missing, the topics, the months and the changes in them."""

    contacts: int
    demanded: int
    rate: Estimate | None
    reasons: Sequence[Share]
    missing: Sequence[Share]
    topics: Sequence[Share]
    months: Sequence[Month]
    jumps: Sequence[Jump]
    rows: Sequence[SupervisorDemand]


def demands(actor: Actor) -> QuerySet[SupervisorDemand]:
    """Return the demands of the contacts in sight."""
    seen = Q(case__in=cases.visible_to(actor)) | Q(interaction__in=interactions.visible_to(actor))
    return SupervisorDemand.objects.filter(seen).select_related("case", "interaction__touchpoint", "recorded_by")


def demand_of(actor: Actor, case_id: UUID) -> SupervisorDemand | None:
    """Return what is recorded of a case in sight."""
    return demands(actor).filter(case_id=case_id).first()


def hint(actor: Actor, case_id: UUID) -> Wanted | None:
    """Say why the customer's words suggest that somebody above was asked for; None where they do not."""
    words = customer_words(cases.find_case(actor, case_id).id)
    return suggested(words) if asks_above(words) else None


def supervisor_demand(actor: Actor, *, since: date, until: date) -> Demand:
    """Count, over [since, until), the contacts in which somebody above was asked for.

    A contact is a case, or an interaction that led to none. Around each decision that took effect, sixty days before
    are compared with sixty days after.
    """
    actor.require(Permission.SEE_CASES)
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    opened = list(contacts(actor, begin - AROUND, end + AROUND))
    days = _days(actor, opened, begin - AROUND, end + AROUND)
    asked = _asked(actor, opened)
    inside = [(day, key) for day, key in days if since <= day < until]
    rows = [asked[key] for _, key in inside if key in asked]
    changes = strategy.took_effect(actor, begin, end)
    found = [
        (title, jump(title, _count(days, asked, day - AROUND, day), _count(days, asked, day, day + AROUND)))
        for title, day in changes
    ]
    return Demand(
        contacts=len(inside),
        demanded=len(rows),
        rate=rate(len(rows), len(inside)),
        reasons=pareto([row.get_why_display() for row in rows]),
        missing=pareto([row.missing for row in rows if row.missing]),
        topics=pareto([row.topic or "not recorded" for row in rows]),
        months=_months(inside, asked, changes),
        jumps=[each for _, each in found if each is not None],
        rows=sorted(rows, key=lambda row: row.recorded_at, reverse=True)[:50],
    )


def record_of(found: Demand) -> dict[str, Any]:
    """Return a reading as JSON values."""
    return {
        "contacts": found.contacts,
        "demanded": found.demanded,
        "per_1000": dict(zip(("value", "low", "high"), found.rate[:3], strict=True)) if found.rate else None,
        "reasons": [asdict(each) for each in found.reasons],
        "missing": [asdict(each) for each in found.missing],
        "topics": [asdict(each) for each in found.topics],
        "months": [asdict(each) | {"per_1000": each.rate} for each in found.months],
        "changes": [
            {
                "change": each.change, "before": each.before.value, "after": each.after.value,
                "low": each.low, "high": each.high, "word": each.word,
            }
            for each in found.jumps
        ],
    }  # fmt: skip


def _asked(actor: Actor, opened: Sequence[Contact]) -> dict[UUID | None, SupervisorDemand]:
    """Return what is recorded by contact; what was recorded of an interaction counts for the case it led to."""
    asked = {row.case_id or row.interaction_id: row for row in demands(actor)}
    led = {each.case_id: each.interaction_id for each in opened if each.interaction_id in asked}
    return {case_id: asked[interaction_id] for case_id, interaction_id in led.items()} | asked


def _days(actor: Actor, opened: Sequence[Contact], begin: datetime, end: datetime) -> list[tuple[date, UUID]]:
    led = {each.interaction_id for each in opened if each.interaction_id}
    found = [(day_of(each.at), each.case_id) for each in opened]
    more = interactions.visible_to(actor).filter(started_at__gte=begin, started_at__lt=end).exclude(id__in=led)
    return found + [(day_of(at), key) for at, key in more.values_list("started_at", "id")]


def _count(days: Sequence[tuple[date, UUID]], asked: Asked, since: date, until: date) -> tuple[int, int]:
    inside = [key for day, key in days if since <= day < until]
    return sum(key in asked for key in inside), len(inside)


def _months(inside: Days, asked: Asked, changes: Sequence[tuple[str, date]]) -> list[Month]:
    every = Counter(day.replace(day=1) for day, _ in inside)
    hits = Counter(day.replace(day=1) for day, key in inside if key in asked)
    names = {first: tuple(title for title, day in changes if day.replace(day=1) == first) for first in every}
    return [Month(first, every[first], hits[first], names[first]) for first in sorted(every)]
