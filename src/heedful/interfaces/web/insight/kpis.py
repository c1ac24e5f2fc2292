"""Whether the numbers we steer by go with what customers value."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from heedful.domain.measurement import operations
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.enums import Measure
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, enum_of, int_of, month_of, text_of, uuid_or_none, words_of

LONGEST = 2_000_000


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show each KPI with its verdict and the drivers that none measures; declare, measure and drop them."""
    until = add_months(month_of(request.GET, "until", add_months(timezone.localdate(), -1)), 1)
    months = int_of(request.GET, "months", low=3, high=12, default=6)
    metric = words_of(request.GET, "metric") or "nps"
    found = measurement.kpi_audit(actor=request.actor, until=until, months=months, metric=metric)
    may_keep = request.actor.everywhere(Permission.KEEP_KPIS)
    supplied = [line.kpi for line in found.lines if line.kpi.measure == Measure.SUPPLIED]
    context: dict[str, Any] = {
        "audit": found,
        "sentence": measurement.audit_sentence(found),
        "lines": [_shown(line) for line in found.lines],
        "windows": found.windows,
        "last": add_months(until, -1),
        "lengths": measurement.MONTHS,
        "metric": metric,
        "scores": [each for each in measurement.metrics() if each.fact == "answers"],
        "outcomes": [(title, measurement.ABOUT[name]) for name, title in measurement.OUTCOMES.items()],
        "window": f"?since={found.windows.begins:%Y-%m}&until={add_months(found.windows.ends, -1):%Y-%m}",
        "may_keep": may_keep,
        "measures": [(each.value, measurement.TITLES[each]) for each in Measure],
        "supplied": supplied,
        "refusal": refusal,
        "given": request.POST,
    }
    if may_keep:
        context["people"] = organisation.colleague_choices(None, timezone.localdate())
    return render(request, "insight/kpis.html", context, status=422 if refusal else 200)


def _shown(line: measurement.KpiLine) -> dict[str, Any]:
    cells = [
        (measurement.OUTCOMES[link.outcome], measurement.link_text(link), link.verdict.value) for link in line.links
    ]
    return {"line": line, "cells": cells, "measure": measurement.TITLES[Measure(line.kpi.measure)]}


@require_POST
def keep(request: StaffRequest) -> HttpResponse:
    """Declare a KPI, or change one of the same short name."""
    given = request.POST
    try:
        made = operations.keep_kpi(steered=_steered(given), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, f"{made.title} is judged from now on.")
    return redirect("insight:kpis")


def _steered(given: Given) -> operations.Steered:
    title = text_of(given, "title")
    code = slugify(text_of(given, "code", 40) or title)[:40]
    if not code:
        raise Refused("a KPI needs a name", field="title", fix="name it in letters or digits")
    return operations.Steered(
        code=code,
        title=title,
        measure=enum_of(Measure, given, "measure"),
        lower_is_better=given.get("lower") == "1",
        covers=text_of(given, "covers", 1_000).split(","),
        owner_id=uuid_or_none(given, "owner"),
    )


@require_POST
def readings(request: StaffRequest) -> HttpResponse:
    """Take the values of a month: a customer's number and a value a line."""
    try:
        count = operations.record_readings(
            code=text_of(request.POST, "kpi", 40), month=month_of(request.POST, "month"), values=_values(request.POST),
            by=request.actor, at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, f"{count} values are stored for the month.")
    return redirect("insight:kpis")


def _values(given: Given) -> dict[str, float]:
    found: dict[str, float] = {}
    for place, line in enumerate(text_of(given, "values", LONGEST).splitlines(), start=1):
        if not line.strip():
            continue
        code, _, value = line.strip().replace(";", ",").replace("\t", ",").rpartition(",")
        try:
            found[code.strip()] = float(value)
        except ValueError:
            fix = "write the customer's number, a comma and a number"
            raise Refused(f"line {place} holds no number", field="values", value=line[:60], fix=fix) from None
    if not found:
        raise Refused("no value is given", field="values", fix="write the customer's number, a comma and a number")
    return found


@require_POST
def drop(request: StaffRequest) -> HttpResponse:
    """Stop to steer by a KPI."""
    code = text_of(request.POST, "kpi", 40)
    operations.drop_kpi(code=code, by=request.actor, at=timezone.now())
    messages.success(request, f"{code} is no KPI any more. The trail keeps that it was.")
    return redirect("insight:kpis")
