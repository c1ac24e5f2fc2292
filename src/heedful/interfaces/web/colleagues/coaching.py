"""Coaching: one's own plans, patterns in what customers say, a new plan, and whether coaching worked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.enums import Behaviour, Form, PlanState
from heedful.domain.employees.operations import coaching as operations
from heedful.domain.employees.queries import coaching as queries
from heedful.domain.employees.rules.coaching import LEAST, QUOTES
from heedful.foundation.access import Permission
from heedful.foundation.days import add_months
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, month_of, text_of, uuid_of

LONG = 4_000


def everything(request: StaffRequest) -> HttpResponse:
    """Show the colleague's own plans, and for who coaches the patterns and plans of the units."""
    actor, coaches = request.actor, request.actor.can(Permission.COACH)
    plans = list(queries.visible_to(actor))
    context = {
        "own": [each for each in plans if each.person_id == actor.id],
        "plans": [each for each in plans if each.person_id != actor.id],
        "trends": [each for each in queries.trends(actor, timezone.now()) if each.person_id != actor.id]
        if coaches
        else [],
        "coaches": coaches,
        "least": LEAST,
        "today": timezone.localdate(),
    }
    return render(request, "colleagues/coaching.html", context)


def new(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Agree a plan from a pattern, with the customers' words that show it."""
    at, actor, given, refusal = timezone.now(), request.actor, request.POST, None
    trend = queries.trend_of(actor, person_id, at)
    if trend is None:
        raise NotFound("no answers name such a colleague of yours", field="person", value=person_id)
    if request.method == "POST":
        try:
            plan = operations.agree_plan(
                person_id=person_id,
                behaviour=enum_of(Behaviour, given, "behaviour"),
                form=enum_of(Form, given, "form"),
                aim=text_of(given, "aim", LONG),
                due_on=date_of(given, "due_on", timezone.localdate(at)),
                evidence=[uuid_of({"evidence": each}, "evidence") for each in given.getlist("evidence")],
                by=actor,
                at=at,
            )
            return redirect("colleagues:coaching_plan", plan.id)
        except Refused as caught:
            refusal = caught
    context = {
        "trend": trend,
        "behaviours": list(Behaviour),
        "forms": list(Form),
        "quotes": QUOTES,
        "chosen": given.getlist("evidence"),
        "due": timezone.localdate(at) + timedelta(days=30),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "colleagues/coaching_new.html", context, status=422 if refusal else 200)


def one(request: StaffRequest, plan_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a plan with its evidence and what both say to it."""
    actor = request.actor
    plan = queries.find_plan(actor, plan_id)
    leads = actor.can(Permission.COACH, plan.unit_id) and plan.person_id != actor.id
    context = {
        "plan": plan,
        "words": queries.evidence(actor, plan),
        "replies": plan.replies.all(),
        "may_answer": actor.id in (plan.person_id, plan.coach_id),
        "may_end": leads and plan.state == PlanState.AGREED,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "colleagues/coaching_plan.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, plan_id: UUID, what: str) -> HttpResponse:
    """Answer on a plan, finish it or drop it."""
    if what not in ("reply", "finish", "drop"):
        raise Http404
    try:
        if what == "reply":
            operations.reply(
                plan_id=plan_id, text=text_of(request.POST, "text", LONG), by=request.actor, at=timezone.now()
            )
        else:
            operations.end_plan(plan_id=plan_id, verb=what, by=request.actor, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return one(request, plan_id, refusal)
    messages.success(request, "Done.")
    return redirect("colleagues:coaching_plan", plan_id)


def effect(request: StaffRequest) -> HttpResponse:
    """Show whether the coaching that ended in some months worked."""
    last = add_months(timezone.localdate(), -4)
    try:
        since, until = month_of(request.GET, "since", last), add_months(month_of(request.GET, "until", last), 1)
    except Refused:
        since, until = last, add_months(last, 1)
    until = max(until, add_months(since, 1))
    context = {
        "found": queries.did_it_work(request.actor, since, until),
        "since": since,
        "until": add_months(until, -1),
        "judged_on": until + queries.WINDOW,
        "early": until + queries.WINDOW > timezone.localdate(),
    }
    return render(request, "colleagues/coaching_effect.html", context)
