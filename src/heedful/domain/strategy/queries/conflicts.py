"""Reads of conflicts between initiatives, with what was resolved about them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from heedful.domain.journeys import queries as journeys
from heedful.domain.strategy.enums import ConflictKind
from heedful.domain.strategy.models import ConflictResolution, Initiative
from heedful.domain.strategy.rules.conflicts import Conflict, Declared, conflicts
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict with the names of what is shared and of those in it, and its resolution if there is one."""

    conflict: Conflict
    shared: str
    initiatives: list[Initiative]
    resolution: ConflictResolution | None


def found_conflicts(actor: Actor, at: datetime) -> list[Found]:
    """Return the conflicts among initiatives that are live or to come, those without a resolution first.

    They name colleagues of any unit: whoever sees the decisions of the whole company sees them.
    """
    actor.require_everywhere(Permission.SEE_DECISIONS)
    rows = {str(row.id): row for row in _to_come(day_of(at))}
    carrying = {str(step.id): f"{step.map.name}: {step.name}" for step in journeys.steps_with_standard(at)}
    people = {str(load.person_id): load.person.name for row in rows.values() for load in row.loads.all()}
    resolved = {each.key: each for each in ConflictResolution.objects.select_related("resolved_by")}
    found = []
    for each in conflicts([_declared(row) for row in rows.values()], carrying):
        names = {ConflictKind.PEOPLE: people, ConflictKind.STANDARD: carrying}.get(each.kind, {})
        shared = names.get(each.shared, each.shared)
        found.append(Found(each, shared, [rows[key] for key in each.initiatives], resolved.get(each.key)))
    return sorted(found, key=lambda one: (one.resolution is not None, one.conflict.since, one.shared))


def conflict(actor: Actor, key: str, at: datetime) -> Found:
    """Return a conflict that stands; raise NotFound."""
    for each in found_conflicts(actor, at):
        if each.conflict.key == key:
            return each
    raise NotFound("no conflict stands under this key", field="key", value=key, fix="read the list again")


def initiative(initiative_id: UUID) -> Initiative:
    """Return an initiative; raise NotFound."""
    found = Initiative.objects.filter(id=initiative_id).first()
    if found is None:
        raise NotFound("no initiative has this id", field="initiative", value=initiative_id)
    return found


def initiatives(on: date) -> list[Initiative]:
    """Return the initiatives that are live or to come, with what they declare."""
    return _to_come(on)


def _to_come(on: date) -> list[Initiative]:
    rows = Initiative.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)).select_related("direction", "owner")
    return list(rows.prefetch_related("effects", "loads__person", "cuts__step__map"))


def _declared(row: Initiative) -> Declared:
    return Declared(
        id=str(row.id),
        name=row.name,
        starts=row.starts_on,
        ends=row.ends_on,
        drivers={each.driver: each.up for each in row.effects.all()},
        loads={str(each.person_id): each.percent for each in row.loads.all()},
        cuts=[str(each.step_id) for each in row.cuts.all()],
    )
