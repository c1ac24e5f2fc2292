"""Reads of touchpoints."""

from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.journeys.models import Touchpoint
from heedful.foundation.errors import NotFound


def touchpoints() -> QuerySet[Touchpoint]:
    """Return all touchpoints, by journey."""
    return Touchpoint.objects.all()


def touchpoint(code: str) -> Touchpoint:
    """Return the touchpoint with this code."""
    found = Touchpoint.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no touchpoint has this code", field="touchpoint", value=code, fix="add it, or use a known code")
    return found


def find_touchpoint(touchpoint_id: UUID | None) -> Touchpoint | None:
    """Return the touchpoint with this id."""
    return Touchpoint.objects.filter(id=touchpoint_id).first() if touchpoint_id else None


def known_touchpoint(touchpoint_id: UUID) -> Touchpoint:
    """Return the touchpoint with this id; raise NotFound when there is none."""
    found = find_touchpoint(touchpoint_id)
    if found is None:
        raise NotFound("no touchpoint has this id", field="touchpoint", value=touchpoint_id)
    return found
