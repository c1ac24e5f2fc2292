"""Writes of the register of speed bumps."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.journeys.models import SpeedBump
from heedful.domain.journeys.queries.maps import step_of
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def register_bump(
    *, journey: str, step: str, what: str, owner_id: UUID, remove_by: date, by: Actor, at: datetime
) -> SpeedBump:
    """Put a step on the register, with who removes the bump and by when; told again, it moves owner and day."""
    by.require_everywhere(Permission.EDIT_JOURNEYS)
    if not what.strip():
        raise Refused("say what makes people step in", field="what", fix="one sentence")
    if remove_by <= day_of(at):
        raise Refused("this day has passed", field="remove_by", value=remove_by, fix="choose a later one")
    told = {"what": what.strip(), "owner_id": organisation.person(owner_id).id, "remove_by": remove_by}
    made, _ = SpeedBump.objects.update_or_create(
        step_id=step_of(journey, step).id, removed_at=None, defaults=told, create_defaults={**told, "registered_at": at}
    )
    audit.record(by=by, at=at, action="bump.registered", entity="bump", entity_id=made.id)
    return made


@transaction.atomic
def remove_bump(*, bump_id: UUID, by: Actor, at: datetime) -> None:
    """Note that a bump is gone; its row stays."""
    by.require_everywhere(Permission.EDIT_JOURNEYS)
    if not SpeedBump.objects.filter(id=bump_id, removed_at__isnull=True).update(removed_at=at):
        raise NotFound("no bump on the register has this id", field="bump", value=bump_id)
    audit.record(by=by, at=at, action="bump.removed", entity="bump", entity_id=bump_id)
