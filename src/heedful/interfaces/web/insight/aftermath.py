"""What goes with a recovery and with a late hand-over: each with its interval, or that nothing is shown."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.domain.measurement import queries
from heedful.domain.measurement.rules import add_months
from heedful.foundation.access import Permission
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import int_of, month_of

YEAR = timedelta(days=365)
MOST = 50


def aftermath(request: StaffRequest) -> HttpResponse:
    """Show both; the money's half only to who may see it."""
    today = timezone.localdate()
    until = add_months(month_of(request.GET, "until", add_months(today, -1)), 1)
    months = int_of(request.GET, "months", low=3, high=12, default=6)
    sees_money = request.actor.can(Permission.SEE_REVENUE)
    late = queries.ola_effect(actor=request.actor, since=until - YEAR, until=until)
    context = {
        "recovery": queries.recovery(actor=request.actor, until=until, months=months) if sees_money else None,
        "late": late,
        "late_rows": late.rows[:MOST],
        "last": add_months(until, -1),
        "months": months,
        "lengths": queries.MONTHS,
    }
    return render(request, "insight/aftermath.html", context)
