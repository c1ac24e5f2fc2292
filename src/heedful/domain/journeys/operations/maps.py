"""Writes of journey maps: every change is a version of the file, and the steps follow the newest one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.journeys.models import JourneyMap, MapVersion, Step
from heedful.domain.journeys.queries.touchpoints import touchpoints
from heedful.domain.journeys.rules.map_file import MapSpec, read
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound, Refused

FIELDS = (
    "position", "stage", "stage_name", "stage_position", "name", "actor", "side", "channel", "touchpoint", "owner",
    "importance", "removed_at",
)  # fmt: skip


@transaction.atomic
def import_map(*, text: str, why: str = "", by: Actor, at: datetime) -> MapVersion:
    """Keep a file as the next version of the map it names, or as a new map; the same text again changes nothing.

    Touchpoints and owners that the file names must be here. A step whose code stays keeps all that is bound to it.
    """
    by.require_everywhere(Permission.EDIT_JOURNEYS)
    told = read(text)
    owners = {code: _person(code) for code in {told.owner, *(step.owner for step in told.steps)} - {""}}
    fields = {"name": told.name, "owner_id": owners.get(told.owner)}
    held, _ = JourneyMap.objects.get_or_create(code=told.code, defaults=fields)
    newest = held.versions.order_by("-n").first()
    if newest is not None and newest.text == text:
        return newest
    JourneyMap.objects.filter(id=held.id).update(**fields)
    version = MapVersion.objects.create(
        map=held,
        n=newest.n + 1 if newest else 1,
        text=text,
        why=why,
        made_by_id=by.id if by.kind is ActorKind.COLLEAGUE else None,
        made_at=at,
    )
    _index(held, told, owners, at)
    data = {"version": version.n}
    audit.record(by=by, at=at, action="map.changed", entity="journey", entity_id=held.id, data=data)
    return version


@transaction.atomic
def edit_map(*, code: str, seen: int, edit: Callable[[str], str], why: str = "", by: Actor, at: datetime) -> MapVersion:
    """Apply an edit to the file of a map whose newest version the editor has `seen`; refuse where it has moved on."""
    newest = MapVersion.objects.filter(map__code=code).order_by("-n").first()
    if newest is None:
        raise NotFound("no journey has this code", field="code", value=code)
    if newest.n != seen:
        raise Conflict(
            "somebody else has changed this map since you opened it", field="version", value=seen,
            fix=f"open version {newest.n} and make your change there",
        )  # fmt: skip
    changed = edit(newest.text)
    if read(changed).code != code:
        raise Refused("a map keeps its code", field="journey", value=code, fix="import the file as a new map")
    return import_map(text=changed, why=why, by=by, at=at)


def _person(email: str) -> UUID:
    found = organisation.person_by_email(email)
    if found is None:
        raise NotFound("no colleague has this address", field="owner", value=email, fix="add them, or leave it out")
    return found.id


def _index(held: JourneyMap, told: MapSpec, owners: dict[str, UUID], at: datetime) -> None:
    """Make the rows of the steps what the file says."""
    known = {each.code: each.id for each in touchpoints()}
    unknown = sorted({step.touchpoint for step in told.steps} - {"", *known})
    if unknown:
        raise NotFound(
            "no touchpoint has this code", field="touchpoint", value=", ".join(unknown), fix="add it, or leave it out"
        )
    rows = {each.code: each for each in held.steps.all()}
    for row in rows.values():
        row.removed_at = row.removed_at or at
    place, new = 0, []
    for number, stage in enumerate(told.stages, start=1):
        for step in stage.steps:
            place += 1
            row = rows.get(step.code) or Step(map=held, code=step.code)
            row.position, row.stage, row.stage_name, row.stage_position = place, stage.code, stage.name, number
            row.name, row.actor, row.side, row.channel = step.name, step.actor, step.side, step.channel
            row.touchpoint_id, row.owner_id = known.get(step.touchpoint), owners.get(step.owner)
            row.importance, row.removed_at = step.importance, None
            if step.code not in rows:
                new.append(row)
    Step.objects.bulk_update(rows.values(), FIELDS, batch_size=100)
    Step.objects.bulk_create(new, batch_size=100)
