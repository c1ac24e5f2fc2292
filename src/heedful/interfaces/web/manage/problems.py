"""Problems: the list, one problem with its trend, causes, actions and verdicts, and the cases behind a number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from heedful.analytics.inference.effect import Verdict
from heedful.domain.cases import queries as cases
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.problems import operations, queries
from heedful.domain.problems.enums import (
    ActionKind,
    CauseCategory,
    CauseRole,
    CauseTest,
    Exposure,
    Note,
    ProblemState,
    Verb,
)
from heedful.domain.problems.rules.states import TRANSITIONS
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, text_of, uuid_of, uuid_or_none, words_of
from heedful.interfaces.web.manage.problem_shown import TONES, drawing, judged, name_of

STATUSES = {"open": "Open", "ended": "Ended", "all": "All"}
BY_HAND = (Verb.CONFIRM, Verb.CONTAIN, Verb.CONFIRM_CAUSE, Verb.CLOSE, Verb.REOPEN)
CASES = 20


def everything(request: StaffRequest) -> HttpResponse:
    """List the problems in sight."""
    status = words_of(request.GET, "status", 20) or "open"
    status = status if status in STATUSES else "open"
    fixes, effective, chance = queries.by_chance(request.actor)
    rows = [(row, Verdict(row.verdict) if row.verdict else None) for row in _listed(request, status)]
    context = {
        "rows": [(row, name_of(said) if said else "", TONES.get(said, "") if said else "") for row, said in rows],
        "status": status,
        "statuses": STATUSES,
        "q": words_of(request.GET, "q"),
        "judged": fixes,
        "effective": effective,
        "chance": chance,
        "agreement": queries.agreement(request.actor),
        "can_open": request.actor.can(Permission.WORK_PROBLEMS),
    }
    return render(request, "manage/problems.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """Open a problem by hand."""
    refusal, given, today = None, request.POST, timezone.localdate()
    units = organisation.unit_choices(request.actor, Permission.WORK_PROBLEMS, today)
    touchpoints = list(journeys.touchpoints())
    if request.method == "POST":
        try:
            trouble = operations.Trouble(
                statement=text_of(given, "statement", 300),
                unit_id=uuid_of(given, "unit", dict(units)),
                touchpoint_id=uuid_or_none(given, "touchpoint", {each.id for each in touchpoints}),
                exposure=enum_of(Exposure, given, "exposure", Exposure.WEEKS),
                trigger_on=date_of(given, "trigger_on", today),
            )
            problem = operations.open_problem(trouble=trouble, by=request.actor, at=timezone.now())
            return redirect("manage:problem", problem.id)
        except Refused as caught:
            refusal = caught
    context = {
        "units": units,
        "touchpoints": touchpoints,
        "exposures": list(Exposure),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "manage/problem_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, problem_id: UUID) -> HttpResponse:
    """Show a problem."""
    return show(request, problem_id)


def show(request: StaffRequest, problem_id: UUID, what: str = "", refusal: Refused | None = None) -> HttpResponse:
    """Render the problem; after a refusal, with what was typed and why it was not done."""
    at, actor = timezone.now(), request.actor
    today = timezone.localdate(at)
    detail = queries.problem_detail(actor, problem_id)
    problem, plan = detail.problem, detail.plan
    shown = queries.trend_of(problem, plan, today)
    can_work = actor.can(Permission.WORK_PROBLEMS, problem.unit_id)
    state = ProblemState(problem.state)
    context = {
        "detail": detail,
        "history": [
            (event.type.replace("_", " ").capitalize(), event) for event in detail.events if event.type != Note.LINKED
        ],
        "problem": problem,
        "state": state,
        "plan": plan,
        "effect": getattr(plan, "effect", None) if plan else None,
        "trend": shown,
        "drawing": drawing(shown),
        "verdicts": [each for one in reversed(detail.plans) for each in judged(request, detail, one)],
        "whys": queries.whys(problem_id),
        "bones": queries.fishbone(problem_id),
        "pareto": queries.pareto(problem_id),
        "by_cost": queries.pareto(problem_id, by_cost=True),
        "impact": queries.impact(actor, problem, today),
        "links": detail.links[:CASES],
        "moves": [verb for verb in BY_HAND if verb in TRANSITIONS[state]] if can_work else [],
        "can_accept": can_work and Verb.ACCEPT_RISK in TRANSITIONS[state],
        "can_plan": can_work and Verb.PLAN in TRANSITIONS[state],
        "can_work": can_work,
        "can_report": actor.can(Permission.WRITE_REPORTS, problem.unit_id),
        "planned": today + timedelta(days=7),
        "what": what,
        "refusal": refusal,
        "given": request.POST,
        **_choices(request),
    }
    return render(request, "manage/problem.html", context, status=422 if refusal else 200)


def rows(request: StaffRequest, problem_id: UUID) -> HttpResponse:
    """List the cases that a week, or a window, of the trend counts."""
    today = timezone.localdate()
    problem = queries.find_problem(request.actor, problem_id)
    try:
        since = date_of(request.GET, "since", problem.trigger_on)
        until = date_of(request.GET, "until", min(since + timedelta(days=7), today + timedelta(days=1)))
    except Refused:
        since, until = problem.trigger_on, problem.trigger_on + timedelta(days=7)
    ids = queries.rows_between(request.actor, problem_id, since, until)
    found = cases.visible_to(request.actor).filter(id__in=ids[:200]).select_related("unit", "account")
    context = {
        "problem": problem,
        "since": since,
        "last": until - timedelta(days=1),
        "total": len(ids),
        "cases": found.order_by("-received_at", "id"),
    }
    return render(request, "manage/problem_rows.html", context)


def _listed(request: StaffRequest, status: str) -> list[queries.ProblemRow]:
    return queries.listed(request.actor, status=status, words=words_of(request.GET, "q"))


def _choices(request: StaffRequest) -> dict[str, Any]:
    today = timezone.localdate()
    tree = organisation.tree(today)
    return {
        "roles": list(CauseRole),
        "categories": list(CauseCategory),
        "tests": [CauseTest.CONFIRMED, CauseTest.REFUTED],
        "kinds": list(ActionKind),
        "units": organisation.unit_choices(request.actor, Permission.SEE_PROBLEMS, today),
        "partners": [(row.unit.id, row.unit.name) for row in tree if row.unit.kind == "partner"],
        "colleagues": organisation.colleague_choices(request.actor.units(Permission.WORK_PROBLEMS), today),
    }
