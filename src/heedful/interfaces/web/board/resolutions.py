"""What the board is asked and resolves: the log, and one resolution with the closes since."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.measurement import operations
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.enums import ResolutionState, ResolutionVerb
from heedful.domain.measurement.rules import RESOLUTIONS
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import Given, date_of, text_of, uuid_of, uuid_or_none

LONG = 2_000


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List every resolution, overdue ones first, with what the closes since have shown."""
    found = measurement.tracked(timezone.localdate())
    groups = [
        ("Overdue", [each for each in found if each.overdue]),
        ("The board is asked", [each for each in found if each.row.state == ResolutionState.ASKED]),
        ("Being carried out", [each for each in found if _running(each)]),
        ("Ended", sorted((each for each in found if each.row.ended_at), key=_ended, reverse=True)),
    ]
    context = {"groups": groups, "any": bool(found), "refusal": refusal, "given": request.POST, **_choices(request)}
    return render(request, "board/resolutions.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, number: int, refusal: Refused | None = None) -> HttpResponse:
    """Show a resolution and the steps there are."""
    found = measurement.track(number, timezone.localdate())
    context = {
        "each": found,
        "row": found.row,
        "verbs": {verb.value for verb in RESOLUTIONS[ResolutionState(found.row.state)]},
        "caveat": measurement.CAVEAT,
        "refusal": refusal,
        "given": request.POST,
        **_choices(request),
    }
    return render(request, "board/resolution.html", context, status=422 if refusal else 200)


@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Put a question to the board, or record what it resolved unasked."""
    given, at, by = request.POST, timezone.now(), request.actor
    try:
        if given.get("kind") == "ask":
            made = operations.ask(question=text_of(given, "question", LONG), by=by, at=at)
        else:
            made = operations.decide(number=None, decided=_decided(given), by=by, at=at)
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, f"Kept as R-{made.number}.")
    return redirect("board:resolution", made.number)


@require_POST
def step(request: StaffRequest, number: int, verb: str) -> HttpResponse:
    """Record the answer, give it a later day, or say how it ended."""
    given, at, by = request.POST, timezone.now(), request.actor
    measurement.resolution(number)
    try:
        if verb == ResolutionVerb.DECIDE:
            operations.decide(number=number, decided=_decided(given), by=by, at=at)
        elif verb == ResolutionVerb.POSTPONE:
            because = text_of(given, "because", LONG)
            due = date_of(given, "due_on", date.min)
            operations.postpone(number=number, due_on=due, because=because, by=by, at=at)
        elif verb == ResolutionVerb.FINISH:
            operations.finish(number=number, outcome=text_of(given, "outcome", LONG), by=by, at=at)
        elif verb == ResolutionVerb.DROP:
            operations.drop(number=number, outcome=text_of(given, "outcome", LONG), by=by, at=at)
        else:
            raise Refused("no such step", field="step", value=verb)
    except Refused as refusal:
        return one(request, number, refusal)
    return redirect("board:resolution", number)


def _decided(given: Given) -> operations.Decided:
    return operations.Decided(
        text=text_of(given, "text", LONG),
        owner_id=uuid_of(given, "owner"),
        due_on=date_of(given, "due_on", date.min),
        taken_on=date_of(given, "taken_on", timezone.localdate()),
        metric=text_of(given, "metric", 40),
        decision_id=uuid_or_none(given, "decision"),
    )


def _choices(request: StaffRequest) -> dict[str, Any]:
    """Return what the forms offer; nothing to those who only read."""
    if not request.actor.can(Permission.KEEP_RESOLUTIONS):
        return {"may_keep": False}
    return {
        "may_keep": True,
        "people": organisation.colleague_choices(None, timezone.localdate()),
        "metrics": measurement.metrics(),
        "decisions": strategy.visible_to(request.actor)[:200],
        "newest": measurement.last_closed(),
    }


def _running(each: measurement.Tracked) -> bool:
    return each.row.state == ResolutionState.TAKEN and not each.overdue


def _ended(each: measurement.Tracked) -> str:
    return each.row.ended_at.isoformat() if each.row.ended_at else ""
