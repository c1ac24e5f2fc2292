"""What drives a score."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import month_of
from heedful.rendering.charts import DARK, LIGHT, Size

MONTHS = 12
KINDS = {"measured": "What was measured", "rated": "What else was rated"}


def drivers(request: StaffRequest, name: str) -> HttpResponse:
    """Show what goes with a score: shares with intervals, or that it is noise; dealt out anew as a demonstration."""
    until = add_months(month_of(request.GET, "until", add_months(timezone.localdate(), -1)), 1)
    since = month_of(request.GET, "since", add_months(until, -MONTHS))
    if since >= until:
        raise Refused("the first month lies after the last", field="since", value=f"{since:%Y-%m}", fix="swap them")
    each = measurement.definition_for(name)
    if each.fact != "answers":
        raise NotFound("only scores that customers give have drivers", field="metric", value=name)
    dealt = request.GET.get("dealt") == "1"
    found = measurement.drivers_of(metric=name, actor=request.actor, since=since, until=until, dealt=dealt)
    window = f"?since={since:%Y-%m}&until={add_months(until, -1):%Y-%m}"
    context = {
        "definition": each,
        "since": since,
        "last": add_months(until, -1),
        "dealt": dealt,
        "shown": [_shown(part) for part in found],
        "window": window,
        "rows_url": reverse("insight:rows", args=[name]) + window,
    }
    return render(request, "insight/drivers.html", context)


def _shown(part: measurement.Driven) -> dict[str, Any]:
    count = len(part.found.drivers) if part.found else 0
    sizes = {"wide": Size(720, 60 + 40 * count), "narrow": Size(360, 60 + 40 * count)}
    drawn = {
        name: {
            theme: measurement.drivers_chart(part, theme=colours, size=size)
            for theme, colours in (("light", LIGHT), ("dark", DARK))
        }
        for name, size in sizes.items()
    }
    return {
        "part": part,
        "title": KINDS[part.kind],
        "sentence": measurement.drivers_sentence(part),
        "rows": measurement.driver_rows(part),
        "notes": measurement.drivers_notes(part),
        "options": drawn["wide"] | {"narrow": drawn["narrow"]} if drawn["wide"]["light"] else None,
        "script": f"chart-{part.kind}",
        "step": min(12, 1 + count),
    }
