"""Praise: one's own in the customer's words, the team's, and compliments that name nobody yet."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.operations import praise as operations
from heedful.domain.employees.queries import praise as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import uuid_of

WINDOW = timedelta(days=90)
NEWEST = 30


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show the colleague's own praise, and for who coaches the team's with how quickly it arrives."""
    at, actor = timezone.now(), request.actor
    coaches = actor.can(Permission.COACH)
    context = {
        "own": queries.own(actor)[:NEWEST],
        "coaches": coaches,
        "team": queries.of_team(actor)[:NEWEST] if coaches else [],
        "nameless": queries.nameless(actor, at - WINDOW, at) if coaches else [],
        "reach": queries.delivery(actor, at - WINDOW, at) if coaches else None,
        "people": organisation.colleague_choices(actor.units(Permission.COACH), at.date()) if coaches else [],
        "refusal": refusal,
    }
    return render(request, "colleagues/praise.html", context, status=422 if refusal else 200)


@require_POST
def name(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Say whom a compliment means."""
    try:
        person = uuid_of(request.POST, "person")
        operations.name_colleague(submission_id=submission_id, person_id=person, by=request.actor, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "They have been told, and so has their leader.")
    return redirect("colleagues:praise")
