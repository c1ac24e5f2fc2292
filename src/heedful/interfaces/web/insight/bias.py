"""Whether those who answer look like those who were to be heard."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.queries.bias import MARGINS, TITLES
from heedful.domain.measurement.rules import add_months
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import month_of, words_of

CHOICES = {"": MARGINS, **{each: (each,) for each in MARGINS}}


def panel(request: StaffRequest) -> HttpResponse:
    """Show the margins side by side, and the score weighted by them."""
    last = month_of(request.GET, "until", add_months(timezone.localdate().replace(day=1), -1))
    since = month_of(request.GET, "since", add_months(last, -2))
    by = words_of(request.GET, "by", 20)
    metric = words_of(request.GET, "metric") or "nps"
    found = measurement.bias_view(
        metric=metric, actor=request.actor, since=since, until=add_months(last, 1), by=CHOICES.get(by, MARGINS)
    )
    context = {
        "found": found,
        "tables": [(TITLES[margin], [each for each in found.groups if each.margin == margin]) for margin in found.by],
        "last": last,
        "by": by,
        "choices": [("", "segment and unit"), *((each, TITLES[each].lower()) for each in MARGINS)],
        "scores": [each for each in measurement.metrics() if each.fact == "answers"],
    }
    return render(request, "insight/bias.html", context)
