"""Conflicts between initiatives: what each declares, where two get into each other's way, what was resolved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations, queries
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import number_of, text_of, uuid_of, uuid_or_none

PLACES = range(3)
"""So many colleagues can be named on the form at once; the API takes any number."""


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the conflicts that stand, those without a resolution first, and what the initiatives declare."""
    at, today = timezone.now(), timezone.localdate()
    context = {
        "found": queries.found_conflicts(request.actor, at),
        "initiatives": queries.initiatives(today),
        "people": organisation.colleague_choices(None, today),
        "steps": [(f"{step.map.code} {step.code}", f"{step.map.name}: {step.name}") for step in journeys.all_steps()],
        "places": PLACES,
        "can_record": request.actor.everywhere(Permission.RECORD_DECISIONS),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/conflicts.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, what: str) -> HttpResponse:
    """Declare what an initiative moves, takes and saves, or resolve a conflict."""
    by, at = request.actor, timezone.now()
    try:
        if what == "declare":
            operations.declare(**_declared(request), by=by, at=at)
        elif what == "resolve":
            key, text = text_of(request.POST, "key", 64), text_of(request.POST, "resolution", 2_000)
            operations.resolve_conflict(key=key, text=text, by=by, at=at)
        else:
            raise Http404
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Done.")
    return redirect("explain:conflicts")


def _declared(request: StaffRequest) -> dict[str, Any]:
    given, today = request.POST, timezone.localdate()
    people = dict(organisation.colleague_choices(None, today))
    named = [uuid_or_none(given, f"person_{place}", people) for place in PLACES]
    rows = {each.id: each.name for each in queries.initiatives(today)}
    return {
        "initiative_id": uuid_of(given, "initiative", rows),
        "drivers": dict(map(_driver, filter(None, map(str.strip, given.get("drivers", "").splitlines())))),
        "loads": {
            person: round(number_of(given, f"percent_{place}", low=1, high=100))
            for place, person in enumerate(named)
            if person
        },
        "cuts": [_step(each) for each in given.getlist("step")],
    }


def _driver(line: str) -> tuple[str, bool]:
    name, _, way = line.partition(":")
    if way.strip() not in ("up", "down"):
        raise Refused("say which way", field="drivers", value=line, fix="write it as waiting-time: down")
    return name.strip(), way.strip() == "up"


def _step(told: str) -> tuple[str, str]:
    journey, _, code = told.partition(" ")
    return journey, code
