"""Writes about the dashboards that people build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.measurement.models import Dashboard
from heedful.domain.measurement.queries.dashboards import MOST_TILES, dashboard, tile
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Denied, Refused


@transaction.atomic
def keep_dashboard(
    *,
    dashboard_id: UUID | None = None,
    title: str,
    tiles: Sequence[Mapping[str, Any]],
    unit_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Dashboard:
    """Store a dashboard, or change one's own; `unit_id` shares it with everybody who sees the figures of that unit."""
    by.require(Permission.SEE_METRICS, unit_id)
    if by.kind not in (ActorKind.COLLEAGUE, ActorKind.SYSTEM):
        raise Denied("a dashboard belongs to a person, not to a program", fix="sign in, or use the command line")
    name = title.replace("\0", "").strip()[:200]
    if not name:
        raise Refused("a dashboard needs a name", field="title", fix="name the question that it answers")
    if len(tiles) > MOST_TILES:
        raise Refused(f"more than {MOST_TILES} tiles", field="tiles", fix="make a second dashboard")
    if unit_id:
        organisation.find_unit(unit_id)
    made = _own(dashboard_id, by) if dashboard_id else Dashboard(owner_id=by.id, created_at=at)
    made.title, made.unit_id, made.changed_at = name, unit_id, at
    made.tiles = [tile(each).record() for each in tiles]
    made.save()
    data = {"title": made.title, "tiles": made.tiles, "unit": str(unit_id or "")}
    action = "dashboard.changed" if dashboard_id else "dashboard.kept"
    audit.record(by=by, at=at, action=action, entity="dashboard", entity_id=made.id, data=data)
    return made


@transaction.atomic
def drop_dashboard(*, dashboard_id: UUID, by: Actor, at: datetime) -> None:
    """Remove one's own dashboard."""
    found = _own(dashboard_id, by)
    data = {"title": found.title}
    audit.record(by=by, at=at, action="dashboard.dropped", entity="dashboard", entity_id=found.id, data=data)
    found.delete()


def _own(dashboard_id: UUID, by: Actor) -> Dashboard:
    found = dashboard(dashboard_id, by)
    if found.owner_id != by.id:
        raise Denied("this dashboard is somebody else's: take a copy of its file")
    return found
