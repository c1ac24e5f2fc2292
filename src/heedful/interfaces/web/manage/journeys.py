"""Journeys: the maps with their numbers, the critical success points, the scorecard of a journey."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.journeys import queries
from heedful.domain.measurement import queries as measurement
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import words_of
from heedful.interfaces.web.insight.filters import asked


def everything(request: StaffRequest) -> HttpResponse:
    """List the journeys."""
    context = {"maps": queries.maps(), "can_edit": request.actor.everywhere(Permission.EDIT_JOURNEYS)}
    return render(request, "manage/journeys.html", context)


def one(request: StaffRequest, code: str) -> HttpResponse:
    """Draw a map with its numbers."""
    window = asked(request.GET, timezone.now())
    found = queries.journey_map(code)
    picture = queries.picture(code, request.actor, window.since, window.until)
    context = _about(request, found, window) | {
        "picture": picture,
        "version": queries.version_of(code),
        "measured": any(each.failed or each.standards for each in picture.steps),
    }
    return render(request, "manage/journey.html", context)


def scorecard(request: StaffRequest, code: str) -> HttpResponse:
    """Show completion, duration, effort, satisfaction and outcome stage by stage."""
    at = timezone.now()
    window, found = asked(request.GET, at), queries.journey_map(code)
    metric = words_of(request.GET, "metric", 20)
    if metric not in measurement.SATISFACTION:
        metric = ""
    card = measurement.journey_scorecard(
        code=code, actor=request.actor, since=window.since, until=window.until, at=at, metric=metric
    )
    context = _about(request, found, window) | {
        "card": card,
        "columns": [each.definition for each in card.lines[0].figures.values()],
        "metrics": [measurement.definition_for(name) for name in measurement.SATISFACTION],
        "sees_metrics": request.actor.can(Permission.SEE_METRICS),
    }
    return render(request, "manage/journey_scorecard.html", context)


def points(request: StaffRequest) -> HttpResponse:
    """List the critical success points by importance x failure x money, and those that lack a standard."""
    window = asked(request.GET, timezone.now())
    found = queries.points(request.actor, window.since, window.until)
    context = {
        "points": found,
        "gaps": sum(bool(each.gap) for each in found),
        "asked": window,
        "can_open": request.actor.can(Permission.SEE_JOURNEYS),
    }
    return render(request, "manage/journey_points.html", context)


def version(request: StaffRequest, code: str, n: int) -> HttpResponse:
    """Show one version of a map's file and what it changed."""
    found = queries.version_of(code, n)
    context = {"version": found, "map": found.map, "changes": queries.changes_of(found)}
    return render(request, "manage/journey_version.html", context | {"versions": queries.versions_of(code)})


def file(request: StaffRequest, code: str) -> HttpResponse:
    """Give the file of a map as it was written, byte for byte; `?version=2` gives an earlier one."""
    asked_for = words_of(request.GET, "version", 6)
    if asked_for and not asked_for.isdecimal():
        raise Refused("no such version", field="version", value=asked_for)
    found = queries.version_of(code, int(asked_for) if asked_for else None)
    response = HttpResponse(found.text.encode(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.yaml"'
    return response


def _about(request: StaffRequest, found: Any, window: Any) -> dict[str, Any]:
    return {"map": found, "asked": window, "can_edit": request.actor.everywhere(Permission.EDIT_JOURNEYS)}
