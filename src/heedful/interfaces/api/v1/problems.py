"""Problems, causes, actions, plans and verdicts."""

from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import model_validator

from heedful.domain.problems import operations, queries
from heedful.domain.problems.enums import (
    ActionKind,
    ActionVerb,
    CauseCategory,
    CauseRole,
    CauseTest,
    Exposure,
    LinkKind,
)
from heedful.domain.problems.rules.closing import Terms
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Day, Listed, Moment, Name, Words

router = Router()
Record = dict[str, Any]


class NewProblem(Body):
    """A problem opened by hand: the sentence, and which cases are alike."""

    statement: Name
    unit: UUID
    touchpoint: UUID | None = None
    exposure: Exposure = Exposure.WEEKS
    trigger_on: date | None = None


class Act(Body):
    """A step on a problem: the verb, and what the verb needs."""

    verb: Literal[
        "confirm", "take_over", "contain", "confirm_cause", "close", "reopen", "workaround", "waive", "accept_risk",
        "duplicate", "link", "cause", "why", "test", "action", "move_action", "plan", "effect", "sign",
    ]  # fmt: skip
    text: Words = ""
    case: UUID | None = None
    cause: UUID | None = None
    effect: UUID | None = None
    action: UUID | None = None
    plan: UUID | None = None
    verdict: UUID | None = None
    other: UUID | None = None
    control: UUID | None = None
    owner: UUID | None = None
    partner: UUID | None = None
    role: CauseRole = CauseRole.OCCURRENCE
    category: CauseCategory = CauseCategory.PROCESS
    test: CauseTest = CauseTest.CONFIRMED
    kind: ActionKind = ActionKind.CORRECTIVE
    link: LinkKind = LinkKind.SYMPTOM
    move: ActionVerb = ActionVerb.FINISH
    due_on: date | None = None
    review_on: date | None = None
    planned_on: date | None = None
    effective_at: Moment | None = None
    target: float = 0
    settling: int = 1
    watch: int = 8
    longest: int = 16

    @model_validator(mode="after")
    def _complete(self) -> "Act":
        needed = {
            "link": ["case"], "test": ["cause"], "why": ["cause", "effect"], "move_action": ["action"],
            "plan": ["action"], "effect": ["plan"], "sign": ["verdict"], "duplicate": ["other"],
        }  # fmt: skip
        for name in needed.get(self.verb, []):
            if getattr(self, name) is None:
                raise ValueError(f"{name} is missing: {self.verb} needs it")
        return self


class Evidence(Body):
    """What shows that an owed action is done."""

    evidence: Words


@router.get("", response=Listed, summary="Problems, newest first")
def problems(request: Asked, status: str = "open", words: str = "") -> Listed:
    """List the problems in sight."""
    request.actor.require(Permission.SEE_PROBLEMS)
    rows = queries.listed(request.actor, status=status, words=words)
    items = [
        {**_head(row.problem), "cases": row.cases, "verdict": row.verdict, "signed": row.signed, "due_on": row.due_on}
        for row in rows
    ]
    return Listed(items=items, total=len(items))


@router.post("", response={201: Record}, summary="Open a problem by hand")
def new(request: Asked, body: NewProblem) -> Status[Record]:
    """Open a problem; which cases are alike never changes."""
    trouble = operations.Trouble(
        statement=body.statement,
        unit_id=body.unit,
        touchpoint_id=body.touchpoint,
        exposure=body.exposure,
        trigger_on=body.trigger_on,
        owner_id=None,
    )
    return Status(201, _head(operations.open_problem(trouble=trouble, by=request.actor, at=timezone.now())))


@router.get("/owed", response=Listed, summary="What a partner owes")
def owed(request: Asked) -> Listed:
    """List the actions that the caller's partner unit owes, next due first."""
    request.actor.require(Permission.DO_WHAT_IS_OWED)
    items = [_action(each) | {"problem": each.problem.reference} for each in queries.owed_to(request.actor)]
    return Listed(items=items, total=len(items))


@router.get("/causes-owed", response=Listed, summary="Causes that lie with a partner")
def causes(request: Asked) -> Listed:
    """List the causes that lie with the caller's partner unit."""
    request.actor.require(Permission.DO_WHAT_IS_OWED)
    items = [
        {
            "id": each.id, "problem": each.problem.reference, "statement": each.statement, "test": each.test,
            "evidence": each.evidence, "partner": each.partner_id,
        }
        for each in queries.causes_with(request.actor)
    ]  # fmt: skip
    return Listed(items=items, total=len(items))


@router.post("/owed/{uuid:action_id}", response=Record, summary="Finish an owed action")
def finish(request: Asked, action_id: UUID, body: Evidence) -> Record:
    """Finish an action with what shows it."""
    at = timezone.now()
    return _action(operations.finish_owed(action_id=action_id, evidence=body.evidence, by=request.actor, at=at))


@router.get("/{uuid:problem_id}", response=Record, summary="One problem with trend, causes, actions, plans, verdicts")
def one(request: Asked, problem_id: UUID) -> Record:
    """Show a problem in sight."""
    today = timezone.localdate()
    found = queries.problem_detail(request.actor, problem_id)
    trend = queries.trend_of(found.problem, found.plan, today)
    weeks = [
        {"week": b.monday, "cases": b.window.count, "exposure": b.window.exposure, "rate": b.rate, "window": b.zone}
        for b in trend.buckets
    ]
    causes = [
        {
            "id": node.cause.id, "statement": node.cause.statement, "role": node.cause.role, "depth": node.depth,
            "category": node.cause.category, "test": node.cause.test, "evidence": node.cause.evidence,
        }
        for node in queries.whys(problem_id)
    ]  # fmt: skip
    return {
        **_head(found.problem),
        "workaround": found.problem.workaround,
        "per": trend.per,
        "weeks": weeks,
        "earliest_week": trend.earliest_week,
        "causes": causes,
        "actions": [_action(each) for each in found.actions],
        "plans": [_plan(found.problem, each) for each in found.plans],
        "cases": [{"id": link.case_id, "kind": link.kind, "cause": link.cause_id} for link in found.links],
    }


@router.get("/{uuid:problem_id}/rows", response=Listed, summary="The cases that a stretch of the trend counts")
def rows(request: Asked, problem_id: UUID, since: Day, until: Day) -> Listed:
    """List the ids of the cases in [since, until)."""
    found = queries.rows_between(request.actor, problem_id, since, until)
    return Listed(items=[{"id": each} for each in found], total=len(found))


@router.post("/{uuid:problem_id}/acts", response=Record, summary="Do something to a problem")
def act(request: Asked, problem_id: UUID, body: Act) -> Record:
    """Take one step; the table of states decides whether it is possible."""
    queries.find_problem(request.actor, problem_id)
    name, arguments = _step(problem_id, body)
    made = getattr(operations, name)(**arguments, by=request.actor, at=timezone.now())
    head = _head(queries.find_problem(request.actor, problem_id))
    return head | {"made": getattr(made, "pk", None)}


def _step(problem_id: UUID, body: Act) -> tuple[str, Record]:
    """Return the operation of a verb and its arguments."""
    here = {"problem_id": problem_id}
    soon = timezone.localdate() + timedelta(days=14)
    terms = Terms(target=body.target, settling=body.settling, watch=body.watch, longest=body.longest)
    steps: dict[str, tuple[str, Record]] = {
        "workaround": ("write_workaround", {**here, "text": body.text}),
        "waive": ("waive_prevention", {**here, "reason": body.text}),
        "accept_risk": ("accept_risk", {**here, "reason": body.text, "review_on": body.review_on}),
        "duplicate": ("mark_duplicate", {**here, "of_id": body.other}),
        "link": ("link_case", {**here, "case_id": body.case, "kind": body.link, "cause_id": body.cause}),
        "cause": (
            "add_cause",
            {
                **here, "statement": body.text, "role": body.role, "category": body.category,
                "effect_id": body.effect, "partner_id": body.partner,
            },
        ),
        "why": ("link_causes", {**here, "effect_id": body.effect, "cause_id": body.cause}),
        "test": ("test_cause", {"cause_id": body.cause, "test": body.test, "evidence": body.text}),
        "action": (
            "add_action",
            {
                **here, "kind": body.kind, "statement": body.text, "due_on": body.due_on or soon,
                "owner_id": body.owner, "partner_id": body.partner, "cause_id": body.cause,
            },
        ),
        "move_action": ("move_action", {"action_id": body.action, "verb": body.move, "evidence": body.text}),
        "plan": (
            "lock_plan",
            {
                "action_id": body.action, "terms": terms, "planned_on": body.planned_on or soon,
                "control_id": body.control,
            },
        ),
        "effect": ("take_effect", {"plan_id": body.plan, "effective_at": body.effective_at}),
        "sign": ("sign", {"verdict_id": body.verdict}),
    }  # fmt: skip
    return steps.get(body.verb, (body.verb, here))


def _head(problem: Any) -> Record:
    return {
        "id": problem.id,
        "reference": problem.reference,
        "statement": problem.statement,
        "state": problem.state,
        "unit": problem.unit_id,
        "owner": problem.owner_id,
        "trigger_on": problem.trigger_on,
        "exposure": problem.exposure,
        "by_rule": problem.by_rule,
    }


def _action(action: Any) -> Record:
    names = ("id", "kind", "statement", "owner_id", "partner_id", "due_on", "state", "evidence", "done_at")
    return {name.removesuffix("_id"): getattr(action, name) for name in names}


def _plan(problem: Any, plan: Any) -> Record:
    names = ("id", "n", "target", "alpha", "settling", "watch", "longest", "planned_on", "d", "d_source", "forecast")
    effect = getattr(plan, "effect", None)
    verdicts = [
        {
            "id": each.id, "look": each.look, "verdict": each.verdict, "figures": each.figures, "at": each.at,
            "words": queries.verdict_in_words(problem, plan, each),
            "signed_by": each.signature.name if hasattr(each, "signature") else None,
        }
        for each in plan.verdicts.all()
    ]  # fmt: skip
    return {
        **{name: getattr(plan, name) for name in names},
        "action": plan.action_id,
        "locked_at": plan.locked_at,
        "effective_at": effect.effective_at if effect else None,
        "verdicts": verdicts,
    }
