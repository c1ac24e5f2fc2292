"""Coaching: patterns, plans, what both say, and whether it worked."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.employees.enums import Behaviour, Form
from heedful.domain.employees.operations import coaching as operations
from heedful.domain.employees.queries import coaching as queries
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Day, Words

router = Router()


class NewPlan(Body):
    """A plan from a pattern."""

    person: UUID
    behaviour: Behaviour
    form: Form
    aim: Words
    due_on: date
    evidence: list[UUID] = Field(min_length=1, max_length=3)


class Said(Body):
    """What one side says to a plan."""

    text: Words


class End(Body):
    """How a plan ends."""

    verb: Literal["finish", "drop"]


@router.get("/trends", response=list[dict[str, Any]], summary="Patterns in what customers say of colleagues")
def trends(request: Asked) -> list[dict[str, Any]]:
    """List the colleagues in sight whom customers name; numbers only where there are enough."""
    request.actor.require(Permission.COACH)
    return [
        {"person": each.person_id, "name": each.name, "real": each.pattern.real}
        | (
            {
                "low": each.pattern.own.bad, "n": each.pattern.own.n, "p": each.pattern.p,
                "words": [{"id": row.id, "text": row.body} for row in each.words],
            }
            if each.pattern.enough
            else {}
        )
        for each in queries.trends(request.actor, timezone.now())
    ]  # fmt: skip


@router.get("/plans", response=list[dict[str, Any]], summary="Coaching plans")
def plans(request: Asked) -> list[dict[str, Any]]:
    """List the plans of the caller's units, and the caller's own."""
    return [_plan(each) for each in queries.visible_to(request.actor)]


@router.post("/plans", response={201: dict[str, Any]}, summary="Agree a plan")
def agree(request: Asked, body: NewPlan) -> Status[dict[str, Any]]:
    """Agree a plan; refused where there is no pattern."""
    made = operations.agree_plan(
        person_id=body.person, behaviour=body.behaviour, form=body.form, aim=body.aim, due_on=body.due_on,
        evidence=body.evidence, by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, _plan(made))


@router.post("/plans/{uuid:plan_id}/replies", response={201: dict[str, Any]}, summary="Answer on a plan")
def reply(request: Asked, plan_id: UUID, body: Said) -> Status[dict[str, Any]]:
    """Say how one sees it: the coached colleague or the coach; a key is neither."""
    said = operations.reply(plan_id=plan_id, text=body.text, by=request.actor, at=timezone.now())
    return Status(201, {"id": said.id, "at": said.at})


@router.post("/plans/{uuid:plan_id}/end", response=dict[str, Any], summary="Finish or drop a plan")
def end(request: Asked, plan_id: UUID, body: End) -> dict[str, Any]:
    """End a plan."""
    return _plan(operations.end_plan(plan_id=plan_id, verb=body.verb, by=request.actor, at=timezone.now()))


@router.get("/effect", response=dict[str, Any], summary="Did the coaching of some months work?")
def effect(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Judge the plans done in [since, until) by the answers of the 90 days after."""
    request.actor.require(Permission.COACH)
    found = queries.did_it_work(request.actor, since, until)
    return {
        "coached": found.coached, "sentence": found.sentence, "estimate": found.finding.estimate,
        "low": found.finding.low, "high": found.finding.high, "n": found.finding.n_used,
        "method": found.finding.method, "grade": found.finding.grade,
    }  # fmt: skip


def _plan(each: Any) -> dict[str, Any]:
    return {
        "id": each.id, "person": each.person_id, "coach": each.coach_id, "behaviour": each.behaviour,
        "form": each.form, "aim": each.aim, "due_on": each.due_on, "state": each.state, "pattern": each.pattern,
    }  # fmt: skip
