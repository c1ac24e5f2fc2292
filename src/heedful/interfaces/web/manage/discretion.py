"""Exemptions: what waits for a word, who may decide what alone, and what is learned."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import RedressKind, Review
from heedful.domain.cases.rules.discretion import Limits
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Permission, Role
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import enum_of, int_of, text_of, uuid_of
from heedful.workflows import outer_loop

ROLES = (Role.AGENT, Role.TEAM_LEADER, Role.CX_LEADER)
MOST = 10**9
NEWEST = 8


def everything(request: StaffRequest, refusal: Refused | None = None) -> HttpResponse:
    """Show requests that wait, what can be learned, and the grants."""
    at, actor = timezone.now(), request.actor
    can_grant = actor.can(Permission.GRANT_DISCRETION)
    context = {
        "waiting": queries.waiting(actor),
        "clauses": queries.clause_lines(actor, at=at),
        "grants": queries.grant_lines(actor, at=at),
        "looks": queries.look_here(actor, at=at),
        "can_propose": actor.can(Permission.WORK_PROBLEMS),
        "newest": queries.exemptions_seen(actor)[:NEWEST],
        "reviews": list(Review),
        "can_grant": can_grant,
        "roles": ROLES,
        "kinds": list(RedressKind),
        "open_clauses": [each for each in strategy.clauses_in_force(at) if each.exemptable] if can_grant else [],
        "units": organisation.unit_choices(actor, Permission.GRANT_DISCRETION, timezone.localdate()),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "manage/discretion.html", context, status=422 if refusal else 200)


@require_POST
def decide(request: StaffRequest, exemption_id: UUID) -> HttpResponse:
    """Approve, reject or look a second time."""
    verb, at = text_of(request.POST, "verb"), timezone.now()
    try:
        if verb == "review":
            word = enum_of(Review, request.POST, "word")
            cases.review(exemption_id=exemption_id, word=word, by=request.actor, at=at)
        elif verb == "approve":
            cases.approve(exemption_id=exemption_id, by=request.actor, at=at)
        else:
            cases.reject(exemption_id=exemption_id, by=request.actor, at=at)
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Done, and on record with your name.")
    return redirect("manage:discretion")


@require_POST
def propose(request: StaffRequest, clause_id: UUID) -> HttpResponse:
    """Open the problem of a rule that should change."""
    at = timezone.now()
    try:
        units = organisation.unit_choices(request.actor, Permission.WORK_PROBLEMS, timezone.localdate())
        unit_id = uuid_of({"unit": str(units[0][0]) if units else ""}, "unit")
        made = outer_loop.propose_clause_change(clause_id=clause_id, unit_id=unit_id, by=request.actor, at=at)
    except NotFound:
        raise
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "Proposed: name who changes the rule, and by when.")
    return redirect("manage:problem", made)


@require_POST
def grant(request: StaffRequest) -> HttpResponse:
    """Let the holders of a role decide alone."""
    given = request.POST
    try:
        unit_id = uuid_of(given, "unit")
        case, customer, budget = (
            100 * int_of(given, name, low=1, high=MOST) for name in ("case_limit", "customer_limit", "budget")
        )
        cases.grant_discretion(
            role=enum_of(Role, given, "role"),
            unit_id=unit_id,
            clause_ids=[uuid_of({"clause": each}, "clause") for each in given.getlist("clause")],
            kinds=[enum_of(RedressKind, {"kind": each}, "kind") for each in given.getlist("kind")],
            limits=Limits(case, customer, int_of(given, "customer_days", low=1, high=3_650, default=365), budget),
            currency=text_of(given, "currency", 3),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return everything(request, refusal)
    messages.success(request, "The grant holds from now on; its holders see it on their card.")
    return redirect("manage:discretion")


@require_POST
def end(request: StaffRequest, grant_id: UUID) -> HttpResponse:
    """End a grant."""
    cases.end_grant(grant_id=grant_id, by=request.actor, at=timezone.now())
    messages.success(request, "The grant has ended; what was given under it stays.")
    return redirect("manage:discretion")
