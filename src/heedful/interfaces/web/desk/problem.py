"""From a case to what lies behind it, and what a partner owes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import queries as cases
from heedful.domain.problems import operations, queries
from heedful.domain.problems.enums import CauseCategory, LinkKind
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.desk.case import show
from heedful.interfaces.web.forms import enum_of, text_of, uuid_of


@require_POST
def link(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Link the case to a problem."""
    try:
        operations.link_case(
            problem_id=uuid_of(request.POST, "problem"),
            case_id=case_id,
            kind=enum_of(LinkKind, request.POST, "kind", LinkKind.SYMPTOM),
            by=request.actor,
            at=timezone.now(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, case_id, "problem", refusal)
    messages.success(request, "The case is linked.")
    return redirect("desk:case", case_id)


@require_POST
def code(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Code the case by the category of its cause."""
    try:
        category = enum_of(CauseCategory, request.POST, "category")
        operations.code_case(case_id=case_id, category=category, by=request.actor, at=timezone.now())
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, case_id, "code", refusal)
    messages.success(request, "Your coding is kept. A colleague's second one shows how well you agree.")
    return redirect("desk:case", case_id)


def owed(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """List what the partner owes and is owed: actions, causes that lie with it, and clocks either way."""
    at = timezone.now()
    context = {
        "causes": queries.causes_with(request.actor),
        "clocks": [
            ("Asked of us", cases.asked_of(request.actor, at, only_open=False)),
            ("Asked by us", cases.asked_by(request.actor, at)),
        ],
        "actions": queries.owed_to(request.actor),
        "today": timezone.localdate(),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "desk/owed.html", context, status=422 if refusal else 200)


@require_POST
def finish(request: StaffRequest, action_id: UUID) -> HttpResponse:
    """Finish an action that is owed."""
    try:
        operations.finish_owed(
            action_id=action_id, evidence=text_of(request.POST, "evidence", 5_000), by=request.actor, at=timezone.now()
        )
    except NotFound:
        raise
    except Refused as refusal:
        return owed(request, refusal)
    messages.success(request, "Done. The owner of the problem has been told.")
    return redirect("desk:owed")
