"""Writes of the unit tree. The closure is kept with dates: nothing is overwritten, so the past can be asked."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heedful.domain.organisation.enums import UnitKind
from heedful.domain.organisation.models import Unit, UnitPath
from heedful.domain.organisation.queries.units import find_unit
from heedful.domain.organisation.rules import makes_a_loop, may_hang_below
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused


@transaction.atomic
def add_unit(
    *, code: str, name: str, kind: UnitKind, parent_id: UUID | None, since: date, by: Actor, at: datetime
) -> Unit:
    """Add a unit below its parent from the day `since`."""
    parent = find_unit(parent_id) if parent_id else None
    if parent is None:
        by.require_everywhere(Permission.ADMINISTER)
    else:
        by.require(Permission.ADMINISTER, parent.id)
    reason = may_hang_below(kind, UnitKind(parent.kind) if parent else None)
    if reason:
        raise Refused(reason, field="parent", value=parent.code if parent else "")
    if kind is UnitKind.COMPANY and Unit.objects.filter(kind=UnitKind.COMPANY).exists():
        raise Refused("there is one company per installation", field="kind", value=kind, fix="add a department instead")
    if Unit.objects.filter(code=code).exists():
        raise Refused("another unit has this code", field="code", value=code, fix="choose another code")
    added = Unit.objects.create(code=code, name=name, kind=kind)
    paths = [UnitPath(ancestor=added, descendant=added, depth=0, valid_from=since)]
    if parent:
        above = UnitPath.objects.filter(descendant=parent, valid_to__isnull=True)
        paths += [
            UnitPath(ancestor_id=path.ancestor_id, descendant=added, depth=path.depth + 1, valid_from=since)
            for path in above
        ]
    UnitPath.objects.bulk_create(paths)
    audit.record(by=by, at=at, action="unit.added", entity="unit", entity_id=added.id, data={"parent": parent_id})
    return added


@transaction.atomic
def rename_unit(*, unit_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Give a unit another name."""
    by.require(Permission.ADMINISTER, unit_id)
    Unit.objects.filter(id=find_unit(unit_id).id).update(name=name)
    audit.record(by=by, at=at, action="unit.renamed", entity="unit", entity_id=unit_id)


@transaction.atomic
def move_unit(*, unit_id: UUID, parent_id: UUID, since: date, by: Actor, at: datetime) -> None:
    """Hang a unit, with all below it, under another parent from the day `since`; before that day nothing changes."""
    moved, parent = find_unit(unit_id), find_unit(parent_id)
    for touched in (moved, parent):
        by.require(Permission.ADMINISTER, touched.id)
    current = UnitPath.objects.filter(valid_to__isnull=True)
    above = {path.ancestor_id: path.depth for path in current.filter(descendant=parent)}
    below = {path.descendant_id: path.depth for path in current.filter(ancestor=moved)}
    if makes_a_loop(moved.id, parent.id, above):
        raise Refused("a unit cannot hang below itself", field="parent", value=parent.code)
    reason = may_hang_below(UnitKind(moved.kind), UnitKind(parent.kind))
    if reason:
        raise Refused(reason, field="parent", value=parent.code)
    old = current.filter(descendant_id__in=below).exclude(ancestor_id__in=below)
    concerned = Q(descendant_id__in=below) | Q(ancestor=moved) | Q(descendant=parent)
    if UnitPath.objects.filter(concerned).filter(Q(valid_from__gt=since) | Q(valid_to__gt=since)).exists():
        raise Refused(
            "this part of the organisation was changed after that day", field="since", value=since,
            fix="choose the day of the last change or a later one",
        )  # fmt: skip
    old.filter(valid_from=since).delete()
    old.update(valid_to=since)
    UnitPath.objects.bulk_create(
        UnitPath(ancestor_id=top, descendant_id=low, depth=up + 1 + down, valid_from=since)
        for top, up in above.items()
        for low, down in below.items()
    )
    audit.record(by=by, at=at, action="unit.moved", entity="unit", entity_id=unit_id, data={"parent": parent_id})
