"""Which team that serves a touchpoint has acknowledged its guideline: outsourced teams above all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from heedful.analytics.definitions.model import Condition
from heedful.domain.communication.queries import force
from heedful.domain.guidance.enums import GuidanceKind, Standing
from heedful.domain.guidance.models import Guidance
from heedful.domain.guidance.queries.documents import bound, inside
from heedful.domain.guidance.rules import standing
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.warehouse import engine

SERVED = timedelta(days=90)
"""A team serves a touchpoint at which it had a contact this recently."""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team at a touchpoint: the guideline in force for it (empty: none) and how many of it acknowledged. A census."""

    touchpoint: str
    unit: str
    unit_id: UUID
    outsourced: bool
    guideline: str
    version: int
    required: int
    acknowledged: int
    standing: Standing


def coverage(actor: Actor, at: datetime) -> list[TeamLine]:
    """Return each team in reach that serves a touchpoint or is asked by its guideline; red ones first.

    A team serves where it had a contact in the last 90 days. Outsourced are partners and what lies below them.
    """
    actor.require(Permission.SEE_GUIDANCE)
    reach, on = actor.units(Permission.SEE_GUIDANCE), day_of(at)
    tree, above = organisation.tree(on), organisation.units_above(on)
    partners = {row.unit.id for row in tree if row.unit.kind == UnitKind.PARTNER}
    rows = list(Guidance.objects.filter(kind=GuidanceKind.GUIDELINE).prefetch_related("touchpoints").order_by("id"))
    held = force.held_at([row.announcement_id for row in rows], at)
    named = force.audiences_of(list(held))
    read = force.read_by_unit(list(held.values()), at)
    places: dict[UUID, list[Guidance]] = {}
    for row in rows:
        for each in bound(row.touchpoints.all(), at):
            if row.announcement_id in held:
                places.setdefault(each.touchpoint_id, []).append(row)
    serving, found = _serving(at), []
    for touchpoint in journeys.touchpoints():
        guides = places.get(touchpoint.id, [])
        asked = {unit for (announcement, unit) in read if any(g.announcement_id == announcement for g in guides)}
        here = asked | serving.get(touchpoint.code, set())
        for unit in (row.unit for row in tree if row.unit.id in here and (reach is None or row.unit.id in reach)):
            mine = [each for each in guides if inside(unit.id, named[each.announcement_id], above)]
            outsourced = bool({unit.id, *above.get(unit.id, [])} & partners)
            found += _lines(touchpoint.name, unit.id, unit.name, outsourced, mine, held, read)
    return sorted(found, key=lambda each: (not each.standing.red, not each.outsourced, each.touchpoint, each.unit))


def touchpoints_without(at: datetime) -> list[str]:
    """Return the names of the touchpoints at which no guideline is in force."""
    rows = list(Guidance.objects.filter(kind=GuidanceKind.GUIDELINE).prefetch_related("touchpoints"))
    held = force.held_at([row.announcement_id for row in rows], at)
    guided = {
        each.touchpoint_id for row in rows if row.announcement_id in held for each in bound(row.touchpoints.all(), at)
    }
    return [each.name for each in journeys.touchpoints() if each.id not in guided]


def _serving(at: datetime) -> dict[str, set[UUID]]:
    since = Condition("started_on", ">=", day_of(at - SERVED).isoformat())
    found: dict[str, set[UUID]] = {}
    for place, unit in engine.counts("interactions", [since], ("touchpoint", "unit_id")):
        found.setdefault(place, set()).add(UUID(unit))
    return found


def _lines(
    touchpoint: str,
    unit_id: UUID,
    unit: str,
    outsourced: bool,
    mine: list[Guidance],
    held: dict[UUID, force.Held],
    read: dict[tuple[UUID, UUID], force.Read],
) -> list[TeamLine]:
    if not mine:
        return [TeamLine(touchpoint, unit, unit_id, outsourced, "", 0, 0, 0, Standing.NO_GUIDELINE)]
    made = []
    for each in mine:
        version = held[each.announcement_id]
        said = read.get((each.announcement_id, unit_id), force.Read(0, 0, 0))
        made.append(
            TeamLine(
                touchpoint,
                unit,
                unit_id,
                outsourced,
                version.announcement.code,
                version.n,
                said.required,
                said.acknowledged,
                standing(said.required, said.acknowledged, said.late),
            )
        )
    return made
