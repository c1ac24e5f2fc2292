"""One customer in the portfolio: where it stands and why, what it said, what is done and decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.cases import queries as cases
from heedful.domain.feedback import queries as feedback
from heedful.domain.organisation import queries as organisation
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.enums import Choice, Confidence, Ending
from heedful.domain.portfolio.rules.actions import ACTIONS, MEANING
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, number_of, text_of, uuid_of

LARGEST = 10_000_000_000
SAID = 6


def customer(request: StaffRequest, customer_id: UUID, refusal: Refused | None = None) -> HttpResponse:
    """Show a customer's state with its reasons, its words with their cases, plays and decisions."""
    actor, today = request.actor, timezone.localdate()
    shown = queries.standing(actor, customer_id)
    unit = shown.standing.account.unit_id
    said = feedback.visible_to(actor).filter(account_id=customer_id) if actor.can(Permission.SEE_FEEDBACK) else None
    words = list(said.exclude(body="").prefetch_related("records").order_by("-collected_at")[:SAID]) if said else []
    may_steer = actor.can(Permission.STEER_PORTFOLIO, unit)
    context: dict[str, Any] = {
        "shown": shown,
        "account": shown.standing.account,
        "currency": shown.reckoning.currency,
        "meaning": MEANING[shown.state],
        "actions": ACTIONS[shown.state],
        "history": queries.history(actor, customer_id),
        "potential": queries.potential_of(customer_id),
        "plays": queries.plays_of(customer_id),
        "decisions": queries.decisions_of(customer_id),
        "words": words,
        "may_read": said is not None,
        "cases_of": cases.cases_of_submissions([one.id for one in words]) if actor.can(Permission.SEE_CASES) else {},
        "may_steer": may_steer,
        "may_approve": actor.can(Permission.APPROVE_CUSTOMER_DECISIONS, unit),
        "may_see_customer": actor.can(Permission.SEE_CUSTOMERS, unit),
        "confidences": list(Confidence),
        "choices": list(Choice),
        "colleagues": organisation.colleague_choices(None, today) if may_steer else [],
        "soon": today + timedelta(days=7),
        "today": today,
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "manage/portfolio_customer.html", context, status=422 if refusal else 200)


@require_POST
def potential(request: StaffRequest, customer_id: UUID) -> HttpResponse:
    """State what a customer could bring in a year."""
    given = request.POST
    return _done(
        request,
        customer_id,
        lambda: operations.state_potential(
            account_id=customer_id,
            amount_minor=round(100 * number_of(given, "amount", low=0, high=LARGEST)),
            confidence=enum_of(Confidence, given, "confidence"),
            basis=text_of(given, "basis", 300),
            by=request.actor,
            at=timezone.now(),
        ),
        "The potential is kept. It moves the customer's state with tonight's reckoning.",
    )


@require_POST
def play(request: StaffRequest, customer_id: UUID) -> HttpResponse:
    """Begin a play."""
    given = request.POST
    return _done(
        request,
        customer_id,
        lambda: operations.open_play(
            account_id=customer_id,
            title=text_of(given, "title"),
            owner_id=uuid_of(given, "owner"),
            due=date_of(given, "due", timezone.localdate()),
            by=request.actor,
            at=timezone.now(),
        ),
        "The play has begun.",
    )


@require_POST
def play_end(request: StaffRequest, play_id: UUID) -> HttpResponse:
    """End a play with its result."""
    found = queries.play(request.actor, play_id)
    given = request.POST
    return _done(
        request,
        found.account_id,
        lambda: operations.end_play(
            play_id=play_id,
            ending=enum_of(Ending, given, "ending"),
            result=text_of(given, "result", 2_000),
            by=request.actor,
            at=timezone.now(),
        ),
        "The result is kept.",
    )


@require_POST
def decision(request: StaffRequest, customer_id: UUID) -> HttpResponse:
    """Propose to maintain, prune or win back a customer."""
    given = request.POST
    return _done(
        request,
        customer_id,
        lambda: operations.propose_decision(
            account_id=customer_id,
            choice=enum_of(Choice, given, "choice"),
            reason=text_of(given, "reason", 2_000),
            by=request.actor,
            at=timezone.now(),
        ),
        "The proposal waits for somebody else to approve it.",
    )


@require_POST
def settle(request: StaffRequest, decision_id: UUID) -> HttpResponse:
    """Approve or decline a decision of somebody else."""
    found = queries.decision(request.actor, decision_id)
    approve = request.POST.get("approve") == "yes"
    return _done(
        request,
        found.account_id,
        lambda: operations.settle_decision(
            decision_id=decision_id, approve=approve, by=request.actor, at=timezone.now()
        ),
        "Approved; it is looked at again after two closed months." if approve else "Declined.",
    )


@require_POST
def review(request: StaffRequest, decision_id: UUID) -> HttpResponse:
    """Look at a decision again."""
    found = queries.decision(request.actor, decision_id)
    return _done(
        request,
        found.account_id,
        lambda: operations.review_decision(
            decision_id=decision_id, review=text_of(request.POST, "review", 2_000), by=request.actor, at=timezone.now()
        ),
        "The review is kept.",
    )


def _done(request: StaffRequest, customer_id: UUID, act: Callable[[], object], told: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return customer(request, customer_id, refusal)
    messages.success(request, told)
    return redirect("manage:portfolio_customer", customer_id)
