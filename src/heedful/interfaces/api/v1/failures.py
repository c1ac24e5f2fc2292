"""The trace of a complaint, its labels, and what the customer was told."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.failures import operations
from heedful.domain.failures.enums import FailureVerb, Label, Wanted
from heedful.domain.failures.queries import demand
from heedful.domain.failures.queries import trace as queries
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Day, Moment, Short, Words

router = Router()


class Decided(Body):
    """A person's word on a label."""

    label: Label
    verb: FailureVerb
    reason: Words = ""
    served: UUID | None = None
    decision: UUID | None = None


class Suggested(Body):
    """A label that the rules do not find, with what shows it, one thing a line."""

    label: Label
    evidence: Words
    decision: UUID | None = None


class Statement(Body):
    """What the customer was told of a fact."""

    fact: Code
    value: Short
    conditions: list[Short] = Field(default=[], max_length=20)
    as_in_force: bool = True
    told_at: Moment | None = None


class Demanded(Body):
    """A contact in which somebody above was asked for: a case or an interaction."""

    case: UUID | None = None
    interaction: UUID | None = None
    why: Wanted
    missing: str = Field(default="", max_length=300)
    topic: str = Field(default="", max_length=64)


@router.get("/supervisor-demand", response=dict[str, Any], summary="Contacts in which somebody above was asked for")
def supervisor_demand(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Count them over the days [since, until), per 1,000 contacts, with reasons, months and changes."""
    return demand.record_of(demand.supervisor_demand(request.actor, since=since, until=until))


@router.post("/supervisor-demand", response={201: dict[str, Any]}, summary="Record that somebody above was asked for")
def record_demand(request: Asked, body: Demanded) -> Status[dict[str, Any]]:
    """Record why, and what was missing; one contact counts once."""
    kept = operations.record_demand(
        why=body.why, missing=body.missing, topic=body.topic, case_id=body.case, interaction_id=body.interaction,
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": kept.id, "suggested": kept.suggested})


@router.get("/{uuid:case_id}", response=dict[str, Any], summary="A case traced back, with its labels")
def one(request: Asked, case_id: UUID, served: UUID | None = None, decision: UUID | None = None) -> dict[str, Any]:
    """Trace a case as of its receipt."""
    read = queries.trace(request.actor, case_id, served_id=served, decision_id=decision)
    return {
        "at": read.at,
        "served": read.served_id,
        "decision": read.decision_id,
        "announcement": read.announcement_id,
        "matched": [{"id": each.id, "title": each.title, "score": round(each.score, 3)} for each in read.matched],
        "steps": [{"hop": s.hop, "state": s.state, "words": s.words, "at": s.at} for s in read.steps],
        "failed": read.failed.hop if read.failed else None,
        "people": read.people,
        "asked": read.asked,
        "shared": read.shared_count,
        "suggested": [
            {
                "label": each.label,
                "rule": each.rule,
                "evidence": [{"words": shown.words, "at": shown.at} for shown in each.evidence],
            }
            for each in read.verdicts
        ],
        "labels": [_row(each) for each in queries.failures_of(request.actor, case_id)],
    }


@router.post("/{uuid:case_id}/decide", response=dict[str, Any], summary="Confirm or overrule a label")
def decide(request: Asked, case_id: UUID, body: Decided) -> dict[str, Any]:
    """Put a person's name to a label; a key has none and is refused."""
    return _row(
        operations.decide(
            case_id=case_id, label=body.label, verb=body.verb, reason=body.reason, served_id=body.served,
            decision_id=body.decision, by=request.actor, at=timezone.now(),
        )
    )  # fmt: skip


@router.post("/{uuid:case_id}/suggest", response={201: dict[str, Any]}, summary="Suggest a label by hand")
def suggest(request: Asked, case_id: UUID, body: Suggested) -> Status[dict[str, Any]]:
    """Suggest a label with what shows it; somebody else confirms it."""
    kept = operations.suggest(
        case_id=case_id, label=body.label, evidence=body.evidence, decision_id=body.decision, by=request.actor,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, _row(kept))


@router.post("/{uuid:case_id}/statements", response={201: dict[str, Any]}, summary="Record what a customer was told")
def said(request: Asked, case_id: UUID, body: Statement) -> Status[dict[str, Any]]:
    """Record it, to be compared with what the policy said then."""
    kept = operations.record_statement(
        case_id=case_id, fact_code=body.fact, value=body.value, conditions_told=body.conditions,
        as_in_force=body.as_in_force, told_at=body.told_at, by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": kept.id, "value": kept.value, "told_at": kept.told_at})


def _row(held: Any) -> dict[str, Any]:
    return {
        "label": held.label,
        "state": held.state,
        "hop": held.hop,
        "rule": held.rule,
        "evidence": held.evidence,
        "decided_by": held.decided_by_id,
        "decided_at": held.decided_at,
        "reason": held.reason,
    }
