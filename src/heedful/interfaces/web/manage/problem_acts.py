"""What a colleague does to a problem: one POST each, then back to the problem."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from heedful.domain.problems import operations as problems
from heedful.domain.problems import queries
from heedful.domain.problems.enums import ActionKind, ActionVerb, CauseCategory, CauseRole, CauseTest
from heedful.domain.problems.rules.closing import LONGEST, Terms
from heedful.domain.problems.rules.verdicts import per_of
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.web.access import StaffRequest
from heedful.interfaces.web.forms import date_of, enum_of, int_of, number_of, text_of, uuid_of, uuid_or_none
from heedful.interfaces.web.manage.problems import show

Act = Callable[[StaffRequest, UUID, dict[str, Any]], object]
LONG = 5_000


@require_POST
def act(request: StaffRequest, problem_id: UUID, what: str) -> HttpResponse:
    """Do it, or show the problem again with what was typed and why it was not done."""
    if what not in ACTS:
        raise Http404
    queries.find_problem(request.actor, problem_id)
    try:
        ACTS[what](request, problem_id, {"by": request.actor, "at": timezone.now()})
    except NotFound:
        raise
    except Refused as refusal:
        return show(request, problem_id, what, refusal)
    messages.success(request, DONE.get(what, "Done."))
    return redirect("manage:problem", problem_id)


def _plain(operation: Callable[..., object]) -> Act:
    return lambda _request, problem_id, common: operation(problem_id=problem_id, **common)


def _cause(request: StaffRequest, problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    problems.add_cause(
        problem_id=problem_id,
        statement=text_of(given, "statement", 300),
        role=enum_of(CauseRole, given, "role"),
        category=enum_of(CauseCategory, given, "category"),
        effect_id=uuid_or_none(given, "effect"),
        partner_id=uuid_or_none(given, "partner"),
        **common,
    )


def _test(request: StaffRequest, _problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    problems.test_cause(
        cause_id=uuid_of(given, "cause"),
        test=enum_of(CauseTest, given, "test"),
        evidence=text_of(given, "evidence", LONG),
        **common,
    )


def _action(request: StaffRequest, problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    who, _, who_id = text_of(given, "owner").partition(":")
    chosen = uuid_of({"owner": who_id}, "owner")
    problems.add_action(
        problem_id=problem_id,
        kind=enum_of(ActionKind, given, "kind"),
        statement=text_of(given, "statement", 300),
        expected=text_of(given, "expected", 300),
        due_on=date_of(given, "due_on", timezone.localdate() + timedelta(days=14)),
        owner_id=chosen if who == "person" else None,
        partner_id=chosen if who == "partner" else None,
        cause_id=uuid_or_none(given, "cause"),
        **common,
    )


def _move_action(request: StaffRequest, _problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    problems.move_action(
        action_id=uuid_of(given, "action"),
        verb=enum_of(ActionVerb, given, "verb"),
        evidence=text_of(given, "evidence", LONG),
        **common,
    )


def _plan(request: StaffRequest, problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    per = per_of(queries.find_problem(request.actor, problem_id).exposure)
    terms = Terms(
        target=number_of(given, "target", low=0, high=1_000_000) / per,
        settling=int_of(given, "settling", low=0, high=26, default=1),
        watch=int_of(given, "watch", low=1, high=LONGEST, default=8),
        longest=int_of(given, "longest", low=1, high=LONGEST, default=16),
    )
    planned = date_of(given, "planned_on", timezone.localdate() + timedelta(days=7))
    control = uuid_or_none(given, "control")
    action = uuid_of(given, "action")
    problems.lock_plan(action_id=action, terms=terms, planned_on=planned, control_id=control, **common)


def _effect(request: StaffRequest, _problem_id: UUID, common: dict[str, Any]) -> None:
    problems.take_effect(plan_id=uuid_of(request.POST, "plan"), **common)


def _sign(request: StaffRequest, _problem_id: UUID, common: dict[str, Any]) -> None:
    problems.sign(verdict_id=uuid_of(request.POST, "verdict"), **common)


def _risk(request: StaffRequest, problem_id: UUID, common: dict[str, Any]) -> None:
    given = request.POST
    problems.accept_risk(
        problem_id=problem_id,
        reason=text_of(given, "reason", LONG),
        review_on=date_of(given, "review_on", timezone.localdate()),
        **common,
    )


ACTS: dict[str, Act] = {
    "confirm": _plain(problems.confirm),
    "take": _plain(problems.take_over),
    "contain": _plain(problems.contain),
    "confirm_cause": _plain(problems.confirm_cause),
    "close": _plain(problems.close),
    "reopen": _plain(problems.reopen),
    "cause": _cause,
    "test": _test,
    "action": _action,
    "move": _move_action,
    "plan": _plan,
    "effect": _effect,
    "sign": _sign,
    "accept_risk": _risk,
    "workaround": lambda request, problem_id, common: problems.write_workaround(
        problem_id=problem_id, text=text_of(request.POST, "text", LONG), **common
    ),
    "waive": lambda request, problem_id, common: problems.waive_prevention(
        problem_id=problem_id, reason=text_of(request.POST, "reason", LONG), **common
    ),
}
DONE = {
    "confirm": "The problem is open, and yours.",
    "plan": "The plan is locked: this is how the fix will be judged.",
    "effect": "From now on the fix is watched.",
    "sign": "You stand for this verdict.",
    "close": "The problem is closed, and watched for a relapse.",
}
