"""Home and the page of one metric."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from heedful.analytics.definitions import Definition
from heedful.analytics.scores.figure import Change, Figure, compare, rank
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.insight.filters import Asked, asked, choices
from heedful.rendering.cells import cell
from heedful.rendering.charts import DARK, LIGHT, Size

STEADY, STEADY_MONTHS = Size(720, 260), 24


def home(request: StaffRequest) -> HttpResponse:
    """Show every metric with its interval and its change; what changed for certain comes first."""
    at = timezone.now()
    chosen = asked(request.GET, at)
    offered = [each for each in measurement.metrics() if set(chosen.filters) <= set(measurement.splits_of(each))]
    pairs = [_pair(request, each, chosen) for each in offered]
    moved = compare(pairs)
    context = {
        "asked": chosen,
        "choices": choices(request.actor, at),
        "may_see_money": request.actor.everywhere(Permission.SEE_REVENUE),
        "whole": request.actor.everywhere(Permission.SEE_METRICS),
        "changed": [each for each in moved if each.word],
        "cards": [_card(each, chosen) for each in sorted(moved, key=_weight)],
    }
    return render(request, "insight/home.html", context)


def metric(request: StaffRequest, name: str) -> HttpResponse:
    """Show one metric: its figure and change, its trend, and who lies where."""
    at = timezone.now()
    each, chosen = measurement.definition_for(name), asked(request.GET, at)
    split = _split(each, request.GET.get("by", ""))
    (moved,) = compare([_pair(request, each, chosen)])
    drawings = [measurement.trend(_figures(request, each, chosen, group_by="month", trend=True))]
    context: dict[str, Any] = {"definition": each, "asked": chosen, "moved": moved, "drawings": drawings, "by": split}
    if split:
        groups = _figures(request, each, chosen, group_by=split)
        drawings.append(measurement.by_group(groups, moved.now, split=split))
        context["ranked"], context["unranked"] = rank(groups)
        context["group_link"] = reverse("insight:metric", args=[name]) + chosen.query(by=split, **{split: "GROUP"})
    context |= _steady(request, each, chosen)
    context["splits"] = measurement.splits_of(each)
    context["choices"] = choices(request.actor, at, each)
    context["rows_url"] = _rows_url(each, chosen)
    return render(request, "insight/metric.html", context)


def export(request: StaffRequest, name: str) -> HttpResponse:
    """Give the figures of a metric by month, or by a split, as CSV: the same ones that the page shows."""
    at = timezone.now()
    each, chosen = measurement.definition_for(name), asked(request.GET, at)
    split = _split(each, request.GET.get("by", "")) if request.GET.get("by") else "month"
    found = _figures(request, each, chosen, group_by=split)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{each.id}-{split}.csv"'
    write_csv(response, found)
    return response


def definitions(request: StaffRequest) -> HttpResponse:
    """Show what every metric means, how it is counted, whose it is and when it is reviewed."""
    return render(request, "insight/definitions.html", {"metrics": measurement.metrics()})


COLUMNS = (
    "definition", "version", "since", "until", "group", "label", "estimate", "low", "high", "level", "n", "unit",
    "method", "hidden",
)  # fmt: skip


def write_csv(target: HttpResponse, figures: Iterable[Figure]) -> None:
    """Write figures as CSV; text that a spreadsheet would run as a formula is given a leading apostrophe."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for figure in figures:
        record = figure.record()
        writer.writerow([cell(record[column]) for column in COLUMNS])


def _figures(
    request: StaffRequest, each: Definition, chosen: Asked, *, group_by: str | None = None, trend: bool = False
) -> list[Figure]:
    return measurement.figures(
        definition=each.id,
        actor=request.actor,
        at=timezone.now(),
        since=chosen.trend_since if trend else chosen.since,
        until=chosen.until,
        group_by=group_by,
        filters=chosen.filters,
    )


def _steady(request: StaffRequest, each: Definition, chosen: Asked) -> dict[str, Any]:
    """Look for news in two years of months."""
    history = measurement.figures(
        definition=each.id,
        actor=request.actor,
        at=timezone.now(),
        since=add_months(chosen.until, -STEADY_MONTHS),
        until=chosen.until,
        group_by="month",
        filters=chosen.filters,
    )
    steady = measurement.steadiness(history)
    if steady.chart is None:
        return {"steady": steady}
    return {
        "steady": steady,
        "steady_options": {"light": steady.draw(LIGHT, STEADY), "dark": steady.draw(DARK, STEADY)},
    }


def _pair(request: StaffRequest, each: Definition, chosen: Asked) -> tuple[Figure, Figure]:
    (now,) = _figures(request, each, chosen)
    since, until = chosen.before
    (before,) = _figures(request, each, Asked(since, until, chosen.filters))
    return now, before


def _weight(moved: Change) -> int:
    """Put certain changes first and metrics without data last; the rest keep their order."""
    return 0 if moved.word else 1 if moved.now.n != 0 else 2


def _card(moved: Change, chosen: Asked) -> dict[str, Any]:
    each = moved.now.definition
    url = reverse("insight:metric", args=[each.id]) + chosen.query()
    return {"moved": moved, "url": url, "rows_url": _rows_url(each, chosen)}


def _rows_url(each: Definition, chosen: Asked) -> str:
    listed = each.fact in ("answers", "cases", "clocks")
    return reverse("insight:rows", args=[each.id]) + chosen.query() if listed else ""


def _split(each: Definition, wanted: str) -> str:
    offered = measurement.splits_of(each)
    if wanted and wanted not in offered:
        raise Refused(f"{each.title} is not recorded by that", field="by", value=wanted, fix="choose another split")
    return wanted or (offered[0] if offered else "")
