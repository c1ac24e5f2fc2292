"""The lines between the states: what they are, what other lines would move, and their versions."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.value.portfolio import Thresholds
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.rules.thresholds import BOUNDS, LABELS, WHOLE, check_thresholds
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, int_of, number_of, text_of

SHOWN = 50


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the thresholds in force; with new ones in the address, which customers they would move."""
    number, rule = queries.in_force()
    may_set = request.actor.everywhere(Permission.SET_THRESHOLDS)
    context: dict[str, Any] = {"number": number, "versions": queries.versions(), "may_set": may_set}
    given = request.POST or request.GET
    values = {field.name: given.get(field.name) or f"{getattr(rule, field.name):g}" for field in fields(rule)}
    context["lines"] = [(name, label, values[name]) for name, label in LABELS.items()]
    if may_set and request.GET.get("good") and refusal is None:
        try:
            asked = thresholds_of(request.GET)
            check_thresholds(asked)
            shifts, found = queries.preview(asked)
            context |= {"shifts": shifts[:SHOWN], "moving": len(shifts), "reckoning": found, "previewed": True}
            context["money"] = sum(shift.value for shift in shifts)
        except Refused as refused:
            refusal = refused
    context["refusal"] = refusal
    return render(request, "manage/portfolio_thresholds.html", context, status=422 if refusal else 200)


@require_POST
def save(request: StaffRequest) -> HttpResponse:
    """Make the thresholds of the form the next version and judge the book of today by them."""
    at = timezone.now()
    try:
        made = operations.set_thresholds(
            given=thresholds_of(request.POST), reason=text_of(request.POST, "reason", 1_000), by=request.actor, at=at
        )
    except Refused as refusal:
        return everything(request, refusal)
    operations.stand(as_of=timezone.localdate(), by=request.actor, at=at)
    messages.success(request, f"Version {made.number} is in force. Closed months keep the lines they were closed with.")
    return redirect("manage:portfolio_thresholds")


def thresholds_of(given: Given) -> Thresholds:
    """Read thresholds from a form."""
    read: dict[str, Any] = {}
    for name, (low, high) in BOUNDS.items():
        if name in WHOLE:
            read[name] = int_of(given, name, low=int(low), high=int(high))
        else:
            read[name] = number_of(given, name, low=low, high=high)
    return Thresholds(**read)
