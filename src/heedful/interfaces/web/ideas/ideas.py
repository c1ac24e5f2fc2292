"""Ideas: the list, a small tweak in six fields, an experiment with its looks, roll-out or drop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.analytics.inference.experiment import Arm
from heedful.domain.innovation.enums import IdeaState, IdeaVerb, Track
from heedful.domain.innovation.operations import ideas as operations
from heedful.domain.innovation.queries import ideas as queries
from heedful.domain.innovation.rules.ideas import Design
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import (
    date_of,
    enum_of,
    int_of,
    number_of,
    text_of,
    uuid_of,
    uuid_or_none,
    words_of,
)

LONG, HUGE = 4_000, 1e12
ARMS = ("control", "treated", "guard_control", "guard_treated")


def everything(request: StaffRequest) -> HttpResponse:
    """List the ideas in sight."""
    said = words_of(request.GET, "state", 20)
    state = next((each for each in IdeaState if each.value == said), None)
    found = queries.visible_to(request.actor)
    shown = list((found.filter(state=state) if state else found)[:100])
    verdicts = queries.verdicts_of(shown)
    context = {
        "rows": [(each, verdicts.get(each.id)) for each in shown],
        "state": state,
        "states": list(IdeaState),
    }
    return render(request, "ideas/ideas.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Propose an idea: six fields, whichever track."""
    refusal, given, today = None, request.POST, timezone.localdate()
    units = organisation.unit_choices(request.actor, Permission.SEE_IDEAS, today)
    people = organisation.colleague_choices(request.actor.units(Permission.SEE_IDEAS), today)
    track = Track.EXPERIMENT if words_of(request.GET, "track") == Track.EXPERIMENT else Track.LIGHT
    if request.method == "POST":
        try:
            idea = operations.propose(
                title=text_of(given, "title", 300),
                change=text_of(given, "change", LONG),
                measure=text_of(given, "measure"),
                unit_id=uuid_of(given, "unit", dict(units)),
                owner_id=uuid_or_none(given, "owner", dict(people)),
                until=date_of(given, "until", today) if given.get("until") else None,
                track=track,
                wish_id=uuid_or_none(request.GET, "wish"),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("ideas:idea", idea.id)
        except Refused as caught:
            refusal = caught
    context = {
        "units": units,
        "people": people,
        "track": track,
        "until": today + timedelta(days=30),
        "title": words_of(request.GET, "title", 300),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "ideas/idea_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, idea_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show an idea: how it is judged, what the looks say, what may be done next."""
    idea = queries.find_idea(request.actor, idea_id)
    context = {
        "idea": idea,
        "state": IdeaState(idea.state),
        "experiment": queries.experiment_of(idea),
        "looks": queries.looks(idea),
        "verdict": queries.verdict_of(idea),
        "works": request.actor.can(Permission.WORK_IDEAS, idea.unit_id),
        "stops": timezone.localdate() + timedelta(days=60),
        "arms": [(each, each.replace("_", " ").capitalize()) for each in ARMS],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "ideas/idea.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, idea_id: UUID, what: str) -> HttpResponse:
    """Start, look, roll out or drop."""
    if what not in STEPS:
        raise Http404
    try:
        STEPS[what](request, idea_id)
    except NotFound:
        raise
    except Refused as refusal:
        return one(request, idea_id, refusal)
    messages.success(request, "Done.")
    return redirect("ideas:idea", idea_id)


def _start(request: StaffRequest, idea_id: UUID) -> None:
    given = request.POST
    idea = queries.find_idea(request.actor, idea_id)
    design = None
    if idea.track == Track.EXPERIMENT:
        design = Design(
            hypothesis=text_of(given, "hypothesis", LONG),
            higher_is_better="higher_is_better" in given,
            effect=number_of(given, "effect", low=0, high=HUGE),
            deviation=number_of(given, "deviation", low=0, high=HUGE),
            guard=text_of(given, "guard"),
            guard_higher_is_better="guard_higher_is_better" in given,
            guard_margin=number_of(given, "guard_margin", low=0, high=HUGE),
            stops_on=date_of(given, "stops_on", timezone.localdate()),
        )
    operations.start(idea_id=idea_id, design=design, by=request.actor, at=timezone.now())


def _look(request: StaffRequest, idea_id: UUID) -> None:
    arms = {name: _arm(request, name) for name in ARMS}
    operations.look(idea_id=idea_id, **arms, by=request.actor, at=timezone.now())


def _arm(request: StaffRequest, name: str) -> Arm:
    given = request.POST
    return Arm(
        int_of(given, f"{name}_n", low=2, high=10**9),
        number_of(given, f"{name}_total", low=-HUGE, high=HUGE),
        number_of(given, f"{name}_squares", low=0, high=HUGE),
    )


def _decide(request: StaffRequest, idea_id: UUID) -> None:
    verb, learned = enum_of(IdeaVerb, request.POST, "verb"), text_of(request.POST, "learned", LONG)
    operations.decide(idea_id=idea_id, verb=verb, learned=learned, by=request.actor, at=timezone.now())


STEPS: dict[str, Callable[[StaffRequest, UUID], None]] = {"start": _start, "look": _look, "decide": _decide}
