"""Discretion: the card, exemptions, requests, grants, what is learned."""

from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import ExemptionState, Grounds, RedressKind, Review
from heedful.domain.cases.rules.discretion import Limits
from heedful.foundation.access import Permission, Role
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Day, Listed, Minor, Moment, Short, Words
from heedful.workflows import outer_loop

router = Router()
Record = dict[str, Any]


class NewExemption(Body):
    """A clause that gives way for one customer; inside a grant at once, above it as a request."""

    case: UUID
    clause: UUID
    kind: RedressKind
    value_minor: Minor
    cost_minor: Minor
    grounds: Grounds
    words: Words
    happened_at: Moment | None = None
    breach: bool = False


class NewGrant(Body):
    """What the holders of a role in a unit may decide alone; amounts in minor units."""

    role: Role
    unit: UUID
    clauses: list[UUID]
    kinds: list[RedressKind]
    case_minor: Minor
    customer_minor: Minor
    customer_days: int = 365
    budget_minor: Minor
    currency: Short


class Decision(Body):
    """A word on an exemption."""

    verb: Literal["approve", "reject", "review"]
    word: Review = Review.SOUND


class Proposal(Body):
    """The unit whose problem it becomes."""

    unit: UUID


@router.get("", response=Listed, summary="What the caller may decide alone")
def card(request: Asked) -> Listed:
    """List the caller's grants with their clauses and what is left of the month."""
    request.actor.require(Permission.WORK_CASES)
    items = [
        {
            "id": offer.grant.id, "role": offer.grant.role, "unit": offer.grant.unit_id,
            "case_minor": offer.grant.case_minor, "customer_minor": offer.grant.customer_minor,
            "customer_days": offer.grant.customer_days, "budget_minor": offer.grant.budget_minor,
            "left_minor": offer.left_minor, "currency": offer.grant.currency, "kinds": offer.kinds,
            "clauses": [{"id": clause_id, "title": title} for clause_id, title, _ in offer.clauses],
        }
        for offer in queries.offers(request.actor, timezone.now())
    ]  # fmt: skip
    return Listed(items=items, total=len(items))


@router.post("/exemptions", response={201: Record}, summary="Make an exemption, ask for one, or record a breach")
def exempt(request: Asked, body: NewExemption) -> Status[Record]:
    """Do it at once inside a grant; above it the request waits."""
    bent = operations.Bent(
        clause_id=body.clause,
        kind=body.kind,
        value_minor=body.value_minor,
        cost_minor=body.cost_minor,
        grounds=body.grounds,
        words=body.words,
        happened_at=body.happened_at,
    )
    write = operations.record_breach if body.breach else operations.exempt
    return Status(201, _shown(write(case_id=body.case, bent=bent, by=request.actor, at=timezone.now())))


@router.get("/waiting", response=Listed, summary="Requests that wait for the caller's word")
def waiting(request: Asked) -> Listed:
    """List them, the oldest first."""
    request.actor.require(Permission.APPROVE_EXEMPTIONS)
    items = [_shown(each) for each in queries.waiting(request.actor)]
    return Listed(items=items, total=len(items))


@router.post("/exemptions/{uuid:exemption_id}", response=Record, summary="Approve, reject or review")
def decide(request: Asked, exemption_id: UUID, body: Decision) -> Record:
    """Give a word on somebody else's exemption."""
    common: Record = {"exemption_id": exemption_id, "by": request.actor, "at": timezone.now()}
    if body.verb == "review":
        return _shown(operations.review(word=body.word, **common))
    return _shown((operations.approve if body.verb == "approve" else operations.reject)(**common))


@router.post("/grants", response={201: Record}, summary="Grant discretion to a role in a unit")
def grant(request: Asked, body: NewGrant) -> Status[Record]:
    """Grant it from now on."""
    made = operations.grant_discretion(
        role=body.role,
        unit_id=body.unit,
        clause_ids=body.clauses,
        kinds=body.kinds,
        limits=Limits(body.case_minor, body.customer_minor, body.customer_days, body.budget_minor),
        currency=body.currency,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id})


@router.get("/ledger", response=Record, summary="The ledger of exemptions with its totals")
def ledger(
    request: Asked,
    first: Day | None = None,
    last: Day | None = None,
    state: ExemptionState | None = None,
    clause: UUID | None = None,
    unit: UUID | None = None,
    person: UUID | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    page: int = Query(1, ge=1, le=10_000),  # type: ignore[type-arg]  # ninja's default object
) -> Record:
    """List the chosen exemptions in sight, newest first; a total a currency is the sum of all of their rows."""
    request.actor.require(Permission.APPROVE_EXEMPTIONS)
    chosen = queries.LedgerFilters(first, last, state or "", clause, unit, person)
    found = queries.exemption_ledger(request.actor, chosen, limit=limit, offset=(page - 1) * limit)
    totals = [
        {"currency": each.currency, "n": each.n, "value_minor": each.value_minor, "cost_minor": each.cost_minor,
         "booked_minor": each.booked_minor, "reconciles": each.reconciles}
        for each in found.totals
    ]  # fmt: skip
    items = [{"id": row.id, "case_id": row.case_id, **queries.cells_of(row)} for row in found.rows]
    return {"items": items, "total": found.n, "totals": totals}


@router.get("/learning", response=Record, summary="Which clause to change, which limit to raise, where to look")
def learning(request: Asked) -> Record:
    """Show what the last three months teach about the cases in sight."""
    request.actor.require(Permission.APPROVE_EXEMPTIONS)
    at = timezone.now()
    clauses = [
        {
            "id": line.clause_id, "title": line.title, "n": line.n, "well": line.well, "cost_minor": line.cost_minor,
            "per_1000_cases": line.per_1000,
            "good": line.good.value, "good_low": line.good.low, "good_high": line.good.high,
            "others": line.others.value, "change": line.change,
        }
        for line in queries.clause_lines(request.actor, at=at)
    ]  # fmt: skip
    grants = [
        {"id": line.grant.id, "alone": line.alone, "asked_above": line.decided, "approved": line.approved,
         "raise": line.raise_it, "unused": line.unused}
        for line in queries.grant_lines(request.actor, at=at)
    ]  # fmt: skip
    looks = [
        {"because": look.because, "person": look.person, "cases": [each.case_id for each in look.cases],
         "observed": look.observed, "expected": look.expected, "q": look.q}
        for look in queries.look_here(request.actor, at=at)
    ]  # fmt: skip
    return {"clauses": clauses, "grants": grants, "look_here": looks}


@router.post("/clauses/{uuid:clause_id}/proposal", response={201: Record}, summary="Propose to change a rule")
def propose(request: Asked, clause_id: UUID, body: Proposal) -> Status[Record]:
    """Open the problem of a rule whose exemptions show that it should change; refused where they do not."""
    request.actor.require(Permission.APPROVE_EXEMPTIONS)
    made = outer_loop.propose_clause_change(clause_id=clause_id, unit_id=body.unit, by=request.actor, at=timezone.now())
    return Status(201, {"problem": made})


def _shown(each: Any) -> Record:
    names = ("id", "case_id", "state", "kind", "value_minor", "cost_minor", "currency", "grounds", "words", "review")
    return {name.removesuffix("_id"): getattr(each, name) for name in names}
