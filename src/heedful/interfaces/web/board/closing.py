"""The close of a period: checklist, lock, restatement."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.measurement import operations
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, month_of, text_of, uuid_or_none
from heedful.workflows import period_close


def home(request: StaffRequest) -> HttpResponse:
    """List every period and its state."""
    found = [(each, measurement.name_of(each)) for each in measurement.periods()]
    return render(request, "board/close.html", {"periods": found, "kinds": list(PeriodKind)})


@require_POST
def open_books(request: StaffRequest) -> HttpResponse:
    """Open the books of the month or quarter that holds a day."""
    try:
        day, kind = month_of(request.POST, "month"), enum_of(PeriodKind, request.POST, "kind")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("board:close")
    found = operations.open_period(kind=kind, day=day, by=request.actor, at=timezone.now())
    return redirect("board:period", found.id)


def period(request: StaffRequest, period_id: UUID) -> HttpResponse:
    """Show where a close stands and the one thing to do next."""
    at = timezone.now()
    found = measurement.period(period_id)
    context: dict[str, Any] = {
        "period": found,
        "name": measurement.name_of(found),
        "states": list(PeriodState),
        "checks": measurement.checklist(found, at) if measurement.is_open(found) else [],
        "said": found.checks.order_by("at") if not measurement.is_open(found) else [],
        "late": measurement.late_data(found, at),
        "restatements": measurement.restatements(found),
    }
    context["ready"] = found.state == PeriodState.CLOSING and all(line.passed for line in context["checks"])
    return render(request, "board/period.html", context)


@require_POST
def act(request: StaffRequest, period_id: UUID) -> HttpResponse:
    """Do one step of a close and come back; a refusal is shown in words on the same page."""
    at, by, step = timezone.now(), request.actor, request.POST.get("step", "")
    try:
        if step == "headline":
            operations.write_headline(period_id=period_id, text=text_of(request.POST, "headline", 1_000), by=by, at=at)
        elif step == "begin":
            period_close.begin(period_id=period_id, by=by, at=at)
        elif step == "withdraw":
            operations.withdraw_close(period_id=period_id, by=by, at=at)
        elif step == "check":
            _check(request, period_id)
        elif step == "lock":
            period_close.close(period_id=period_id, by=by, at=at)
            return redirect("board:pack", period_id)
        elif step == "restate":
            result, reason = uuid_or_none(request.POST, "result"), text_of(request.POST, "reason", 2_000)
            period_close.restate(period_id=period_id, result_id=result, reason=reason, by=by, at=at)
        else:
            raise Refused("no such step", field="step", value=step)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("board:period", period_id)


def _check(request: StaffRequest, period_id: UUID) -> None:
    operations.record_check(
        period_id=period_id,
        code=enum_of(Check, request.POST, "code"),
        passed=request.POST.get("passed") == "yes",
        note=text_of(request.POST, "note", 500),
        by=request.actor,
        at=timezone.now(),
    )
