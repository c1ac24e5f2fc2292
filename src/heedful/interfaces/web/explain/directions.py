"""Directions: what the company says it stands for, and which of it is only a slogan."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import DirectionKind
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, number_of, text_of, uuid_of, uuid_or_none


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List the statements in force with what each lacks, and all versions: who, when, why."""
    today = timezone.localdate()
    context = {
        "stated": queries.in_force(today),
        "directions": queries.directions(),
        "policies": queries.policies(),
        "people": organisation.colleague_choices(None, today),
        "kinds": list(DirectionKind),
        "can_record": request.actor.everywhere(Permission.RECORD_DECISIONS),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "explain/directions.html", context, status=422 if refusal else 200)


@require_POST
def step(request: StaffRequest, what: str) -> HttpResponse:
    """State a version, put it in force, retire it, or add an initiative."""
    given, at, by = request.POST, timezone.now(), request.actor
    code, today = text_of(given, "code", 64), timezone.localdate()
    people = dict(organisation.colleague_choices(None, today))
    try:
        if what == "state":
            told = operations.Statement(
                text=text_of(given, "text", 2_000),
                why=text_of(given, "why", 2_000),
                owner_id=uuid_or_none(given, "owner", people),
                measure=text_of(given, "measure"),
                target=text_of(given, "target"),
                due_on=date_of(given, "due_on", today) if given.get("due_on") else None,
            )
            operations.state(code=code, kind=enum_of(DirectionKind, given, "kind"), told=told, by=by, at=at)
        elif what == "live":
            operations.go_live(code=code, by=by, at=at)
        elif what == "retire":
            operations.retire(code=code, by=by, at=at)
        elif what == "initiative":
            _initiative(request, code, people)
        else:
            raise Http404
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Done.")
    return redirect("explain:directions")


def _initiative(request: StaffRequest, code: str, people: dict[UUID, str]) -> None:
    given, today = request.POST, timezone.localdate()
    budget = number_of(given, "budget", low=0, high=10**12) if given.get("budget") else 0
    operations.add_initiative(
        code=code,
        name=text_of(given, "name"),
        owner_id=uuid_of(given, "owner", people),
        starts_on=date_of(given, "starts_on", today),
        ends_on=date_of(given, "ends_on", today) if given.get("ends_on") else None,
        budget_minor=round(budget * 100),
        currency=text_of(given, "currency", 3),
        by=request.actor,
        at=timezone.now(),
    )
