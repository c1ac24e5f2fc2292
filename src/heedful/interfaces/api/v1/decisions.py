"""Decisions with their burden on customers, policies, directions."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import DirectionKind, FactKind, HardLimit
from heedful.domain.strategy.rules.burden import Burden
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Listed, Minor, Moment, Name, Short, Words

router = Router()
Whole = Field(default=0, ge=0, le=10_000)


class NewDecision(Body):
    """What a forum decided."""

    code: Code
    title: Name
    what: Words
    why: Words = ""
    forum: Name
    topic: Code
    unit: UUID
    owner: UUID
    decided_on: date
    touches_customers: bool = True
    effective_at: Moment | None = None
    touchpoints: list[Code] = []


class StepCode(Body):
    """A step of a journey."""

    journey: Code
    step: Code


class Load(Body):
    """A share of somebody's time."""

    person: UUID
    percent: int = Field(ge=1, le=100)


class Declaration(Body):
    """What an initiative moves (driver: up or down), whose time it takes and at which steps it saves cost."""

    drivers: dict[Code, Literal["up", "down"]] = {}
    loads: list[Load] = []
    cuts: list[StepCode] = []


class Resolution(Body):
    """What was resolved about a conflict."""

    text: Words


class Line(Body):
    """What one segment goes through, before and after."""

    segment: Code | Literal[""] = ""
    customers: int = Field(ge=0, le=10**9)
    times_a_year: Decimal = Field(gt=0, le=999_999, decimal_places=2)
    seconds_before: int = Field(ge=0, le=10**7)
    seconds_after: int = Field(ge=0, le=10**7)
    steps_before: int = Whole
    steps_after: int = Whole
    documents_before: int = Whole
    documents_after: int = Whole
    visits_before: int = Whole
    visits_after: int = Whole
    channel_changes_before: int = Whole
    channel_changes_after: int = Whole
    waiting_days_before: int = Whole
    waiting_days_after: int = Whole


class Step(Body):
    """A step of a decision: the verb, and what the verb needs."""

    verb: Literal["assess", "approve", "embargo", "review", "withdraw"]
    burdens: list[Line] = []
    because: Words = ""
    until: Moment | None = None
    observed: dict[str, int] = {}


class NewClause(Body):
    """The next wording of a clause."""

    policy: Code
    code: Code
    title: Name
    text: Words
    why: Words
    exemptable: bool
    hard_limit: HardLimit | None = None
    decision: UUID | None = None


class NewFact(Body):
    """The value of a fact."""

    clause: Code
    code: Code
    name: Name
    kind: FactKind
    value: Name
    unit: Short = ""
    conditions: list[Name] = []


class NewPolicy(Body):
    """A policy and who answers for it."""

    code: Code
    name: Name
    owner: UUID


class Statement(Body):
    """A vision, direction, value or objective: stated, put in force, retired, or given work."""

    verb: Literal["state", "live", "retire", "initiative"]
    code: Code
    kind: DirectionKind = DirectionKind.DIRECTION
    text: Words = ""
    why: Words = ""
    owner: UUID | None = None
    measure: Name = ""
    target: Name = ""
    due_on: date | None = None
    name: Name = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget_minor: Minor = 0
    currency: str = Field(default="", max_length=3)


@router.get("", response=Listed, summary="Decisions, newest first")
def decisions(request: Asked) -> Listed:
    """List the decisions in sight."""
    request.actor.require(Permission.SEE_DECISIONS)
    rows = list(queries.visible_to(request.actor)[:200])
    items = [
        {
            "id": row.id,
            "code": row.code,
            "title": row.title,
            "topic": row.topic,
            "state": row.state,
            "why": row.why,
            "owner": row.owner_id,
            "approved_by": row.approved_by_id,
            "effective_at": row.effective_at,
        }
        for row in rows
    ]
    return Listed(items=items, total=queries.visible_to(request.actor).count())


@router.post("", response={201: dict[str, Any]}, summary="Record a decision")
def new(request: Asked, body: NewDecision) -> Status[dict[str, Any]]:
    """Record a draft; somebody else approves it."""
    request.actor.require(Permission.RECORD_DECISIONS, organisation.find_unit(body.unit).id)
    told = operations.Proposal(
        title=body.title,
        what=body.what,
        why=body.why,
        forum=body.forum,
        topic=body.topic,
        decided_on=body.decided_on,
        touches_customers=body.touches_customers,
        effective_at=body.effective_at,
        touchpoint_ids=tuple(journeys.touchpoint(code).id for code in body.touchpoints),
    )
    made = operations.propose(
        code=body.code,
        told=told,
        unit_id=body.unit,
        owner_id=organisation.person(body.owner).id,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id, "state": made.state})


@router.get("/ledger", response=Listed, summary="The burden ledger by quarter")
def ledger(request: Asked) -> Listed:
    """Give the hours a year that approved decisions ask of customers: a census."""
    request.actor.require(Permission.SEE_DECISIONS)
    quarters = queries.ledger(request.actor)
    items: list[dict[str, Any]] = [
        {
            "quarter": each.starts,
            "n": len(each.lines),
            "interval": "census",
            "hours_a_year": float(each.hours),
            "lines": [
                {
                    "decision": line.decision.id,
                    "segment": line.burden.segment,
                    "hours_a_year": float(line.hours),
                    "observed_hours_a_year": None if line.observed_hours is None else float(line.observed_hours),
                    **line.own_units,
                }
                for line in each.lines
            ],
        }
        for each in quarters
    ]
    return Listed(items=items, total=len(items))


@router.post("/{uuid:decision_id}/steps", response=dict[str, Any], summary="Move a decision")
def step(request: Asked, decision_id: UUID, body: Step) -> dict[str, Any]:
    """Take one step; the table of states decides whether it is possible."""
    common: dict[str, Any] = {"decision_id": decision_id, "by": request.actor, "at": timezone.now()}
    extra: dict[str, dict[str, Any]] = {
        "assess": {
            "burdens": [Burden(**line.model_dump()) for line in body.burdens],
            "no_burden_because": body.because,
        },
        "embargo": {"until": body.until or timezone.now(), "because": body.because},
        "review": {"observed": body.observed},
    }
    moved = getattr(operations, body.verb)(**common, **extra.get(body.verb, {}))
    return {"id": moved.id, "state": moved.state}


@router.get("/policies", response=Listed, summary="Clauses and facts in force")
def policies(request: Asked) -> Listed:
    """List each clause in force with the facts it states."""
    request.actor.require(Permission.SEE_DECISIONS)
    at = timezone.now()
    facts = queries.facts_in_force(at).values()
    items: list[dict[str, Any]] = [
        {
            "policy": row.clause.policy.code,
            "clause": row.clause.code,
            "version": row.n,
            "text": row.text,
            "why": row.why,
            "exemptable": row.exemptable,
            "hard_limit": row.hard_limit,
            "facts": {each.fact.code: each.value for each in facts if each.fact.clause_id == row.clause_id},
        }
        for row in queries.clauses_in_force(at)
    ]
    return Listed(items=items, total=len(items))


@router.post("/policies", response={201: dict[str, Any]}, summary="Add a policy")
def new_policy(request: Asked, body: NewPolicy) -> Status[dict[str, Any]]:
    """Add a policy with its owner."""
    request.actor.require_everywhere(Permission.RECORD_DECISIONS)
    owner = organisation.person(body.owner).id
    added = operations.add_policy(code=body.code, name=body.name, owner_id=owner, by=request.actor, at=timezone.now())
    return Status(201, {"id": added.id})


@router.post("/policies/clauses", response={201: dict[str, Any]}, summary="Word a clause")
def word_clause(request: Asked, body: NewClause) -> Status[dict[str, Any]]:
    """Put the next wording of a clause in force."""
    request.actor.require_everywhere(Permission.RECORD_DECISIONS)
    if body.decision is not None:
        queries.found(request.actor, body.decision)
    told = body.model_dump(exclude={"policy", "decision"})
    made = operations.word_clause(
        policy_code=body.policy, decision_id=body.decision, **told, by=request.actor, at=timezone.now()
    )
    return Status(201, {"clause": made.clause_id, "version": made.n})


@router.post("/policies/facts", response={201: dict[str, Any]}, summary="Set a fact")
def set_fact(request: Asked, body: NewFact) -> Status[dict[str, Any]]:
    """State the value of a fact from now on."""
    told = body.model_dump(exclude={"clause"})
    made = operations.set_fact(clause_code=body.clause, **told, by=request.actor, at=timezone.now())
    return Status(201, {"fact": made.fact_id, "version": made.n, "value": made.value})


@router.get("/directions", response=Listed, summary="Directions in force, with the slogan test")
def directions(request: Asked) -> Listed:
    """List the statements in force with what each lacks."""
    request.actor.require(Permission.SEE_DECISIONS)
    items: list[dict[str, Any]] = [
        {
            "code": each.version.direction.code,
            "kind": each.version.direction.kind,
            "text": each.version.text,
            "version": each.version.n,
            "owner": each.version.owner_id,
            "measure": each.version.measure,
            "target": each.version.target,
            "due_on": each.version.due_on,
            "missing": each.missing,
        }
        for each in queries.in_force(timezone.localdate())
    ]
    return Listed(items=items, total=len(items))


@router.get("/directions/{slug:code}/versions", response=Listed, summary="Every version of a direction: who, when, why")
def direction_versions(request: Asked, code: str) -> Listed:
    """List the versions of a statement, newest first."""
    request.actor.require(Permission.SEE_DECISIONS)
    items: list[dict[str, Any]] = [
        {
            "version": each.n, "state": each.state, "text": each.text, "why": each.why, "owner": each.owner_id,
            "measure": each.measure, "target": each.target, "due_on": each.due_on, "stated_by": each.stated_by_id,
            "stated_at": each.stated_at, "live_from": each.live_from, "retired_at": each.retired_at,
        }
        for each in queries.history(code)
    ]  # fmt: skip
    return Listed(items=items, total=len(items))


@router.post("/directions", response=dict[str, Any], summary="State, put in force, retire, add work")
def direct(request: Asked, body: Statement) -> dict[str, Any]:
    """Take one step of a statement."""
    by, at = request.actor, timezone.now()
    by.require_everywhere(Permission.RECORD_DECISIONS)
    owner = organisation.person(body.owner).id if body.owner else None
    if body.verb == "state":
        told = operations.Statement(
            text=body.text, why=body.why, owner_id=owner, measure=body.measure, target=body.target, due_on=body.due_on
        )
        operations.state(code=body.code, kind=body.kind, told=told, by=by, at=at)
    elif body.verb == "live":
        operations.go_live(code=body.code, by=by, at=at)
    elif body.verb == "retire":
        operations.retire(code=body.code, by=by, at=at)
    else:
        operations.add_initiative(
            code=body.code,
            name=body.name,
            owner_id=owner or organisation.person(by.id or UUID(int=0)).id,
            starts_on=body.starts_on or timezone.localdate(),
            ends_on=body.ends_on,
            budget_minor=body.budget_minor,
            currency=body.currency,
            by=by,
            at=at,
        )
    return {"code": body.code, "verb": body.verb}


@router.get("/conflicts", response=Listed, summary="Conflicts between initiatives")
def conflicts(request: Asked) -> Listed:
    """List the conflicts that stand, with what was resolved about them."""
    found = queries.found_conflicts(request.actor, timezone.now())
    items: list[dict[str, Any]] = [
        {
            "key": each.conflict.key, "kind": each.conflict.kind, "shared": each.shared, "since": each.conflict.since,
            "percent": each.conflict.percent or None,
            "initiatives": [{"id": one.id, "name": one.name} for one in each.initiatives],
            "resolution": each.resolution.text if each.resolution else None,
        }
        for each in found
    ]  # fmt: skip
    return Listed(items=items, total=len(items))


@router.post("/conflicts/{key}/resolution", response=dict[str, Any], summary="Resolve a conflict")
def resolve_conflict(request: Asked, key: str, body: Resolution) -> dict[str, Any]:
    """Record what was resolved."""
    done = operations.resolve_conflict(key=key, text=body.text, by=request.actor, at=timezone.now())
    return {"key": done.key, "text": done.text}


@router.post("/initiatives/{uuid:initiative_id}/declaration", response=dict[str, Any], summary="Declare an initiative")
def declare(request: Asked, initiative_id: UUID, body: Declaration) -> dict[str, Any]:
    """Replace what an initiative declares."""
    told = operations.declare(
        initiative_id=initiative_id,
        drivers={name: way == "up" for name, way in body.drivers.items()},
        loads={each.person: each.percent for each in body.loads},
        cuts=[(each.journey, each.step) for each in body.cuts],
        by=request.actor,
        at=timezone.now(),
    )
    return {"initiative": told.id, "drivers": body.drivers}


@router.get("/initiatives", response=Listed, summary="Initiatives that are live or to come")
def all_initiatives(request: Asked) -> Listed:
    """List them with the direction that each makes true."""
    request.actor.require(Permission.SEE_DECISIONS)
    rows: list[dict[str, Any]] = [
        {"id": each.id, "name": each.name, "direction": each.direction.code, "starts_on": each.starts_on,
         "ends_on": each.ends_on}
        for each in queries.initiatives(timezone.localdate())
    ]  # fmt: skip
    return Listed(items=rows, total=len(rows))
