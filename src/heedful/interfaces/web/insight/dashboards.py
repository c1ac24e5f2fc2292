"""Dashboards that people build: list, look, change, share, take along as a file."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.measurement import operations
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.enums import Form
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, text_of, uuid_or_none
from heedful.rendering.charts import DARK, LIGHT, Size

LONGEST = 50_000
NARROW = 360


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the dashboards that the actor may see; begin one, or load one from a file."""
    found = measurement.visible_dashboards(request.actor)
    context = {"dashboards": found, "mine": request.actor.id, "refusal": refusal, "given": request.POST}
    return render(request, "insight/dashboards.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, dashboard_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a dashboard: every tile with its table, and for its owner how to change it."""
    at = timezone.now()
    found = measurement.dashboard(dashboard_id, request.actor)
    shown = measurement.pictures(measurement.tiles_of(found), request.actor, at)
    context: dict[str, Any] = {
        "dashboard": found,
        "tiles": [_drawn(place, each) for place, each in enumerate(shown)],
        "own": found.owner_id == request.actor.id,
        "forms": list(Form),
        "metrics": measurement.metrics(),
        "splits": measurement.SPLITS,
        "units": organisation.unit_choices(request.actor, Permission.SEE_METRICS, timezone.localdate()),
        "refusal": refusal,
    }
    return render(request, "insight/dashboard.html", context, status=422 if refusal else 200)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Begin a dashboard with a name, or with what a file says."""
    try:
        text = text_of(request.POST, "file", LONGEST)
        told: dict[str, Any] = _file(text) if text.strip() else {"title": "", "tiles": []}
        made = operations.keep_dashboard(
            title=text_of(request.POST, "title").strip() or told["title"], tiles=told["tiles"], by=request.actor,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return everything(request, refusal)
    return redirect("insight:dashboard", made.id)


@require_POST
def change(request: StaffRequest, dashboard_id: UUID) -> HttpResponse:
    """Add or remove a tile, name or share the dashboard, or drop it."""
    found, by, at = measurement.dashboard(dashboard_id, request.actor), request.actor, timezone.now()
    given, step = request.POST, request.POST.get("step", "")
    title, unit, tiles = found.title, found.unit_id, [each.record() for each in measurement.tiles_of(found)]
    try:
        if step == "drop":
            operations.drop_dashboard(dashboard_id=dashboard_id, by=by, at=at)
            return redirect("insight:dashboards")
        if step == "add":
            tiles.append({
                "form": text_of(given, "form"), "metric": text_of(given, "metric"), "by": text_of(given, "by"),
                "months": int_of(given, "months", low=1, high=36, default=12),
            })  # fmt: skip
        elif step == "remove":
            del tiles[int_of(given, "place", low=0, high=len(tiles) - 1)]
        elif step == "share":
            title, unit = text_of(given, "title"), uuid_or_none(given, "unit")
        else:
            raise Refused("no such step", field="step", value=step)
        operations.keep_dashboard(dashboard_id=dashboard_id, title=title, tiles=tiles, unit_id=unit, by=by, at=at)
    except Refused as refusal:
        return one(request, dashboard_id, refusal)
    return redirect("insight:dashboard", dashboard_id)


def export(request: StaffRequest, dashboard_id: UUID) -> HttpResponse:
    """Give a dashboard as a file, without data and people."""
    found = measurement.dashboard(dashboard_id, request.actor)
    response = JsonResponse(measurement.as_file(found), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="dashboard.json"'
    return response


def _file(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("title"), str) or not isinstance(told.get("tiles"), list):
        raise Refused("this is no file of a dashboard", field="file", fix="take one that was exported here")
    return told


def _drawn(place: int, each: measurement.Picture) -> dict[str, Any]:
    options = None
    if each.draw:
        narrow = Size(NARROW, each.size.height)
        options = {"light": each.draw(LIGHT, each.size), "dark": each.draw(DARK, each.size)}
        options["narrow"] = {"light": each.draw(LIGHT, narrow), "dark": each.draw(DARK, narrow)}
    last = add_months(timezone.localdate(), -1)
    window = f"?since={add_months(last, 1 - each.tile.months):%Y-%m}&until={last:%Y-%m}"
    step = min(-(-each.size.height // 60), 12)
    return {
        "place": place,
        "shown": each,
        "options": options,
        "script": f"tile-{place}",
        "step": step,
        "window": window,
    }
