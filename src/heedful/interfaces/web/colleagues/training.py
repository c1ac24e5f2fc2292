"""Training: who is qualified to handle complaints and until when, what lies with others, and how it goes."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.operations import training as operations
from heedful.domain.employees.queries import training as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, text_of, uuid_of

WINDOW = timedelta(days=365)


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show what runs out next, complaints with colleagues who are not qualified, and recovery with and without."""
    at, actor = timezone.now(), request.actor
    today = timezone.localdate(at)
    context = {
        "rows": queries.expiries(actor, today),
        "flagged": queries.flagged(actor, today),
        "kept": queries.kept_here(),
        "recovery": queries.recovery(actor, at - WINDOW, at),
        "people": organisation.colleague_choices(actor.units(Permission.COACH), today),
        "today": today,
        "until": today + WINDOW,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "colleagues/training.html", context, status=422 if refusal else 200)


@require_POST
def passed(request: StaffRequest) -> HttpResponse:
    """Record that a colleague passed a training."""
    given, today = request.POST, timezone.localdate()
    try:
        people = dict(organisation.colleague_choices(request.actor.units(Permission.COACH), today))
        operations.qualify(
            person_id=uuid_of(given, "person", people),
            training=text_of(given, "training"),
            passed_on=date_of(given, "passed_on", today),
            valid_until=date_of(given, "valid_until", today + WINDOW),
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Recorded: complaints may go to them until that day.")
    return redirect("colleagues:training")
