"""The pulse: what waits to be answered, its questions, its figures once closed, and the link with customers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.employees.enums import Question
from heedful.domain.employees.operations import pulses as operations
from heedful.domain.employees.queries import pulses as queries
from heedful.domain.employees.rules.pulses import LONGEST_COMMENT, SCALE, WORDING
from heedful.domain.measurement.queries import employee_link
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, int_of, text_of, uuid_of, words_of


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show what waits for the colleague's own answer, and the pulses whose voice they may hear."""
    today, actor = timezone.localdate(), request.actor
    context = {
        "waiting": queries.to_answer(actor, today),
        "pulses": queries.visible_to(actor) if actor.can(Permission.SEE_PULSES) else [],
        "sees": actor.can(Permission.SEE_PULSES),
        "sees_link": actor.everywhere(Permission.SEE_PULSES),
        "units": organisation.unit_choices(actor, Permission.RUN_PULSES, today),
        "closes": today + timedelta(days=14),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "colleagues/pulses.html", context, status=422 if refusal else 200)


@require_POST
def open_one(request: StaffRequest) -> HttpResponse:
    """Ask a unit and all below it."""
    given, today = request.POST, timezone.localdate()
    try:
        units = dict(organisation.unit_choices(request.actor, Permission.RUN_PULSES, today))
        operations.open_pulse(
            title=text_of(given, "title"),
            unit_id=uuid_of(given, "unit", units),
            closes_on=date_of(given, "closes_on", today + timedelta(days=14)),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Everybody there has been asked. Figures come when the pulse closes.")
    return redirect("colleagues:pulses")


def one(request: StaffRequest, pulse_id: UUID) -> HttpResponse:
    """Show a pulse: while it is open only that it is, then its figures by unit."""
    pulse = queries.find_pulse(request.actor, pulse_id)
    context = {
        "pulse": pulse,
        "asked": queries.asked_in(pulse.id),
        "rows": queries.results(request.actor, pulse_id) if pulse.closed_at else [],
        "comments": queries.comments(request.actor, pulse_id),
        "questions": [(each, WORDING[each]) for each in Question],
        "can_close": pulse.closed_at is None and request.actor.can(Permission.RUN_PULSES, pulse.unit_id),
    }
    return render(request, "colleagues/pulse.html", context)


def answer(request: StaffRequest, pulse_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Ask the seven questions; who sends them is not kept with what they say."""
    waiting = {each.id: each for each in queries.to_answer(request.actor, timezone.localdate())}
    if pulse_id not in waiting:
        raise NotFound("no pulse waits for your answer here", field="pulse", value=pulse_id)
    if request.method == "POST":
        try:
            given = request.POST
            values = {
                each.value: int_of(given, each.value, low=SCALE[each][0], high=SCALE[each][1])
                for each in Question
                if given.get(each.value)
            }
            words = text_of(given, "comment", LONGEST_COMMENT)
            operations.answer(pulse_id=pulse_id, answers=values, comment=words, by=request.actor, at=timezone.now())
            messages.success(request, "Thank you. Your answer leaves together with others, without your name.")
            return redirect("colleagues:pulses")
        except NotFound:
            raise
        except Refused as caught:
            refusal = caught
    context = {
        "pulse": waiting[pulse_id],
        "questions": [
            (each, WORDING[each], range(SCALE[each][0], SCALE[each][1] + 1), request.POST.get(each.value, ""))
            for each in Question
        ],
        "refusal": refusal,
        "comment": request.POST.get("comment", ""),
    }
    return render(request, "colleagues/pulse_answer.html", context, status=422 if refusal else 200)


@require_POST
def close(request: StaffRequest, pulse_id: UUID) -> HttpResponse:
    """Close a pulse before its day."""
    operations.close_pulse(pulse_id=pulse_id, by=request.actor, at=timezone.now())
    messages.success(request, "The pulse has closed; who answered is forgotten.")
    return redirect("colleagues:pulse", pulse_id)


def link(request: StaffRequest) -> HttpResponse:
    """Show whether employee effort goes before what customers say."""
    asked = words_of(request.GET, "metric", 20)
    metric = asked if asked in employee_link.METRICS else employee_link.METRICS[0]
    found = employee_link.link(metric=metric, actor=request.actor, at=timezone.now())
    context = {"found": found, "metric": metric, "metrics": employee_link.METRICS}
    return render(request, "colleagues/link.html", context)
