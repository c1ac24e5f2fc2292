"""Signs that scores were worked on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import month_of, words_of

MONTHS = 3


def watch(request: StaffRequest) -> HttpResponse:
    """Show every sign with its reason and what was looked at."""
    last = month_of(request.GET, "until", add_months(timezone.localdate(), -1))
    since = month_of(request.GET, "since", add_months(last, 1 - MONTHS))
    if since > last:
        raise Refused("the window ends before it begins", field="since", fix="choose an earlier first month")
    metric = words_of(request.GET, "metric") or "nps"
    found = measurement.gaming_watch(
        metric=metric, actor=request.actor, since=since.replace(day=1), until=add_months(last, 1)
    )
    scores = [each for each in measurement.metrics() if each.fact == "answers"]
    context = {"found": found, "last": last, "scores": scores, "level": round(100 * found.level)}
    return render(request, "insight/gaming.html", context)
