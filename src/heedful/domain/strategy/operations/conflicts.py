"""Writes about conflicts: what an initiative declares, and what was resolved where two get into each other's way."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries
from heedful.domain.strategy.models import (
    ConflictResolution,
    Initiative,
    InitiativeCut,
    InitiativeEffect,
    InitiativeLoad,
)
from heedful.domain.strategy.rules.conflicts import FULL
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused


@transaction.atomic
def declare(
    *,
    initiative_id: UUID,
    drivers: Mapping[str, bool],
    loads: Mapping[UUID, int],
    cuts: Collection[tuple[str, str]],
    by: Actor,
    at: datetime,
) -> Initiative:
    """Say what an initiative moves (driver: up), whose time it takes (percent) and at which steps it saves cost.

    Told again, it replaces what was declared. `cuts` are pairs of a journey's and a step's code.
    """
    by.require_everywhere(Permission.RECORD_DECISIONS)
    told = queries.initiative(initiative_id)
    wrong = [percent for percent in loads.values() if not 1 <= percent <= FULL]
    if wrong:
        raise Refused("a load is a share of one's time", field="loads", value=wrong[0], fix="write 1 to 100 percent")
    bad = [driver for driver in drivers if not driver.replace("-", "").replace("_", "").isalnum() or len(driver) > 64]
    if bad:
        raise Refused("a driver is a short code", field="drivers", value=bad[0], fix="write it as waiting-time")
    people = [organisation.person(each).id for each in loads]
    steps = [journeys.step_of(*each).id for each in dict.fromkeys(cuts)]
    for rows in (told.effects, told.loads, told.cuts):
        rows.all().delete()
    InitiativeEffect.objects.bulk_create(
        [InitiativeEffect(initiative=told, driver=d, up=up) for d, up in drivers.items()]
    )
    InitiativeLoad.objects.bulk_create(
        [InitiativeLoad(initiative=told, person_id=each, percent=loads[each]) for each in people]
    )
    InitiativeCut.objects.bulk_create([InitiativeCut(initiative=told, step_id=each) for each in steps])
    data = {"drivers": dict(drivers), "loads": len(loads), "cuts": len(steps)}
    audit.record(by=by, at=at, action="initiative.declared", entity="initiative", entity_id=told.id, data=data)
    return told


@transaction.atomic
def resolve_conflict(*, key: str, text: str, by: Actor, at: datetime) -> ConflictResolution:
    """Record what was resolved about a conflict that stands: which gives way, or why both go on."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    found = queries.conflict(by, key, at)
    if not text.strip():
        raise Refused("say what was resolved", field="resolution", fix="which initiative gives way, or why both go on")
    made, _ = ConflictResolution.objects.update_or_create(
        key=found.conflict.key,
        defaults={
            "text": text.strip(),
            "resolved_by_id": by.id if by.kind is ActorKind.COLLEAGUE else None,
            "resolved_at": at,
        },
    )
    data = {"kind": found.conflict.kind, "shared": found.shared, "text": text.strip()}
    audit.record(by=by, at=at, action="conflict.resolved", entity="conflict", entity_id=made.id, data=data)
    return made
