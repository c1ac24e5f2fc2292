"""Dashboards that people build, with their data."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.measurement import operations, queries
from heedful.interfaces.api.v1.shared import Asked, Body, Name

router = Router()


class Kept(Body):
    """A dashboard as in its file; `unit` shares it with who sees the figures of that unit."""

    title: Name
    tiles: Annotated[list[dict[str, Any]], Field(max_length=50)]
    unit: UUID | None = None
    format: int = 1


@router.get("", response=list[dict[str, Any]], summary="Dashboards, one's own and shared ones")
def dashboards(request: Asked) -> list[dict[str, Any]]:
    """List the dashboards that the caller may see."""
    return [_told(each) for each in queries.visible_dashboards(request.actor)]


@router.post("", response={201: dict[str, Any]}, summary="Keep a dashboard")
def add(request: Asked, body: Kept) -> Status[dict[str, Any]]:
    """Keep what a file says as a dashboard of the caller."""
    made = operations.keep_dashboard(
        title=body.title, tiles=body.tiles, unit_id=body.unit, by=request.actor, at=timezone.now()
    )
    return Status(201, _told(made))


@router.get("/{uuid:dashboard_id}", response=dict[str, Any], summary="A dashboard with its data")
def dashboard(request: Asked, dashboard_id: UUID) -> dict[str, Any]:
    """Return the tiles and, for each, what it says and its table, within the reach of the caller."""
    found = queries.dashboard(dashboard_id, request.actor)
    shown = queries.pictures(queries.tiles_of(found), request.actor, timezone.now())
    data = [
        {"title": each.title, "sentence": each.sentence, "columns": each.columns, "rows": each.rows} for each in shown
    ]
    return {**_told(found), "data": data}


@router.put("/{uuid:dashboard_id}", response=dict[str, Any], summary="Change a dashboard")
def change(request: Asked, dashboard_id: UUID, body: Kept) -> dict[str, Any]:
    """Replace one of the caller's own dashboards."""
    made = operations.keep_dashboard(
        dashboard_id=dashboard_id, title=body.title, tiles=body.tiles, unit_id=body.unit, by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return _told(made)


@router.delete("/{uuid:dashboard_id}", response=dict[str, Any], summary="Drop a dashboard")
def drop(request: Asked, dashboard_id: UUID) -> dict[str, Any]:
    """Remove one of the caller's own dashboards."""
    operations.drop_dashboard(dashboard_id=dashboard_id, by=request.actor, at=timezone.now())
    return {"dropped": dashboard_id}


def _told(found: Any) -> dict[str, Any]:
    return {**queries.as_file(found), "id": found.id, "owner": found.owner_id, "unit": found.unit_id}
