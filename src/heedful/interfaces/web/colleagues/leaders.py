"""Leaders' time for customers beside its targets, and hours inward against outward by unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.operations import ledger as operations
from heedful.domain.employees.queries import ledger as queries
from heedful.domain.employees.rules.ledger import TARGET_SHARE
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.days import add_months
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, int_of, month_of, uuid_of


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the leaders' time of a month, or of the months from `since` up to and including `until`."""
    today, actor = timezone.localdate(), request.actor
    last = add_months(today, -1)
    try:
        since, until = month_of(request.GET, "since", last), add_months(month_of(request.GET, "until", last), 1)
    except Refused:
        since, until = last, add_months(last, 1)
    if until <= since:
        until = add_months(since, 1)
    rows, whole = queries.leaders(actor, since, until)
    context = {
        "rows": rows,
        "whole": whole,
        "done": queries.done_share(since, until),
        "units": queries.hours_by_unit(actor, since, until),
        "since": since,
        "until": add_months(until, -1),
        "target": TARGET_SHARE,
        "can_count": actor.can(Permission.SET_ROSTER),
        "people": organisation.colleague_choices(actor.units(Permission.SET_ROSTER), today),
        "today": today,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "colleagues/leaders.html", context, status=422 if refusal else 200)


@require_POST
def count(request: StaffRequest) -> HttpResponse:
    """Count a colleague as a leader from a day on."""
    given, today = request.POST, timezone.localdate()
    people = dict(organisation.colleague_choices(request.actor.units(Permission.SET_ROSTER), today))
    try:
        operations.count_leader(
            person_id=uuid_of(given, "person", people),
            weekly_hours=int_of(given, "weekly_hours", low=1, high=80, default=40),
            since=date_of(given, "since", today),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "From that day on their time for customers is counted.")
    return redirect("colleagues:leaders")
