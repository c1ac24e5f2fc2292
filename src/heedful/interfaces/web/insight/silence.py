"""Customers who used to answer and have stopped."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.queries.silence import MONTHS
from heedful.domain.measurement.rules import add_months
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, month_of


def everything(request: StaffRequest) -> HttpResponse:
    """List them, those gone quiet first, by what they bring."""
    last = month_of(request.GET, "until", add_months(timezone.localdate().replace(day=1), -1))
    months = int_of(request.GET, "months", low=min(MONTHS), high=max(MONTHS), default=3)
    found = measurement.silent_customers(actor=request.actor, until=add_months(last, 1), months=months)
    context = {
        "found": found,
        "rows": Paginator(found.rows, 50).get_page(request.GET.get("page")),
        "last": last,
        "months": months,
        "lengths": MONTHS,
    }
    return render(request, "insight/silence.html", context)
