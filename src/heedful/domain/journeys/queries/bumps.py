"""Reads of speed bumps: found from the contacts of a journey, and those on the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.inference.intervals import wilson
from heedful.analytics.scores.passages import Contact, passages
from heedful.analytics.scores.speed_bumps import LEAST, Bump, Visit, bumps
from heedful.domain.journeys.models import Interaction, SpeedBump, Step
from heedful.domain.journeys.queries.maps import steps_of
from heedful.domain.journeys.queries.scorecard import GAP
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of, zone


@dataclass(frozen=True, slots=True)
class FoundBump:
    """A step with what people had to do there: its share with the interval, and its place (None: too few contacts)."""

    step: Step
    bump: Bump
    low: float
    high: float
    place: int | None
    registered: SpeedBump | None

    @property
    def share(self) -> float:
        """The share of contacts in which somebody had to step in."""
        return self.bump.touched / self.bump.contacts


class _Handled(NamedTuple):
    contact: Contact
    visit: Visit


def found_bumps(code: str, actor: Actor, since: date, until: date, overrides: Mapping[str, int]) -> list[FoundBump]:
    """Return the steps of a journey by what stepping in costs there, in passages begun on the days [since, until).

    `overrides` counts the rules that were not applied, by touchpoint. Within the actor's reach.
    """
    steps = steps_of(code)
    first = {step.touchpoint.code: step for step in reversed(steps) if step.touchpoint}
    stages = {stage: n for n, stage in enumerate(dict.fromkeys(step.stage for step in steps))}
    where = {place: stages[step.stage] for place, step in first.items()}
    rows = _visits(actor, where, since, until + GAP)
    known = {id(row.contact): row.visit for row in rows}
    cut = [
        [known[id(each)] for each in one]
        for one in passages([row.contact for row in rows], GAP)
        if since <= day_of(one[0].at) < until
    ]
    held = {row.step_id: row for row in register()}
    made, place = [], 0
    for each in bumps(cut, overrides):
        ranked = each.contacts >= LEAST and each.excess > 0
        place += ranked
        interval = wilson(each.touched, each.contacts)
        step = first[each.place]
        low, high = interval.low or 0.0, 1.0 if interval.high is None else interval.high
        made.append(FoundBump(step, each, low, high, place if ranked else None, held.get(step.id)))
    return made


def register() -> QuerySet[SpeedBump]:
    """Return the bumps on the register that are not removed, the next due first."""
    rows = SpeedBump.objects.filter(removed_at__isnull=True)
    return rows.select_related("step__map", "owner")


def _visits(actor: Actor, where: Mapping[str, int], since: date, until: date) -> list[_Handled]:
    actor.require(Permission.SEE_JOURNEYS)
    begin = datetime.combine(since, datetime.min.time(), zone()) - GAP
    end = datetime.combine(until, datetime.min.time(), zone())
    rows = Interaction.objects.filter(within("unit_id", actor, Permission.SEE_JOURNEYS))
    rows = rows.filter(touchpoint__code__in=where, started_at__gte=begin, started_at__lt=end)
    fields = ("account_id", "started_at", "ended_at", "touchpoint__code", "unit_id", "colleague_id", "transfers")
    made = []
    for account, started, ended, place, unit, colleague, transfers in rows.values_list(*fields).iterator(5_000):
        handled = int((ended - started).total_seconds()) if ended and ended - started < timedelta(hours=8) else None
        handler: UUID = colleague or unit
        contact = Contact(str(account), started, where[place], place)
        made.append(_Handled(contact, Visit(place, str(handler), transfers or 0, handled)))
    return made
