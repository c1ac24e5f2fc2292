"""Circulation: how long what customers say takes to reach somebody who can act on it, with the rows."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.circulation import queries
from heedful.domain.circulation.rules.times import in_hours
from heedful.foundation.days import add_months, zone
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import month_of, words_of

WAITING = timedelta(days=30)


def everything(request: StaffRequest) -> HttpResponse:
    """Show median and 95th percentile of a month, and its events; or what waits now."""
    at = timezone.now()
    waiting = words_of(request.GET, "state") == "waiting"
    month = month_of(request.GET, "month", timezone.localdate())
    begins, ends = (datetime.combine(day, time(), tzinfo=zone()) for day in (month, add_months(month, 1)))
    rows = queries.passed(request.actor, *((at - WAITING, at) if waiting else (begins, ends)))
    found = [each for each in rows if each.open and each.reached_at is None] if waiting else rows
    context = {
        "waiting": waiting,
        "month": month,
        "times": queries.times(rows),
        "rows": Paginator([(each, in_hours(each.hours)) for each in found], 50).get_page(request.GET.get("page")),
    }
    context |= {"median": in_hours(context["times"].median_hours), "p95": in_hours(context["times"].p95_hours)}  # type: ignore[attr-defined]  # Times
    return render(request, "insight/circulation.html", context)
