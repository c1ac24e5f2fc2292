"""Writes of touchpoints."""

from datetime import datetime

from django.db import transaction

from heedful.domain.journeys.enums import TouchpointKind
from heedful.domain.journeys.models import Touchpoint
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused


@transaction.atomic
def add_touchpoint(*, code: str, name: str, journey: str, kind: TouchpointKind, by: Actor, at: datetime) -> Touchpoint:
    """Add a touchpoint to a journey."""
    if Touchpoint.objects.filter(code=code).exists():
        raise Refused("another touchpoint has this code", field="code", value=code, fix="choose another code")
    added = Touchpoint.objects.create(code=code, name=name, journey=journey, kind=kind)
    audit.record(by=by, at=at, action="touchpoint.added", entity="touchpoint", entity_id=added.id)
    return added
