"""What the board is asked and resolves, with the closes since."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import ResolutionVerb
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.api.v1.shared import Asked, Body, Name, Words

router = Router()


class Question(Body):
    """A question to the board; without a period it stands in the next pack."""

    question: Words
    period: UUID | None = None


class Answer(Body):
    """What the board resolved; `owner` is a colleague's id, `metric` the figure that should show it."""

    text: Words
    owner: UUID
    due_on: date
    taken_on: date | None = None
    metric: Name = ""
    decision: UUID | None = None
    period: UUID | None = None


class Step(Body):
    """A step of a resolution: the verb, and what the verb needs."""

    verb: Literal["decide", "postpone", "finish", "drop"]
    answer: Answer | None = None
    due_on: date | None = None
    because: Words = ""
    outcome: Words = ""


@router.get("", response=list[dict[str, Any]], summary="Resolutions of the board, overdue first")
def everything(request: Asked) -> list[dict[str, Any]]:
    """List every resolution with what the closes since have shown."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    return [_told(each) for each in queries.tracked(timezone.localdate())]


@router.post("/questions", response={201: dict[str, Any]}, summary="Ask the board")
def ask(request: Asked, told: Question) -> Status[dict[str, Any]]:
    """Put a question to the board."""
    made = operations.ask(question=told.question, period_id=told.period, by=request.actor, at=timezone.now())
    return Status(201, _one(made.number))


@router.post("", response={201: dict[str, Any]}, summary="Record a resolution that was not asked for")
def decide(request: Asked, told: Answer) -> Status[dict[str, Any]]:
    """Record what the board resolved."""
    made = operations.decide(number=None, decided=_decided(told), by=request.actor, at=timezone.now())
    return Status(201, _one(made.number))


@router.get("/{int:number}", response=dict[str, Any], summary="One resolution")
def one(request: Asked, number: int) -> dict[str, Any]:
    """Return a resolution with the closes since."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    return _one(number)


@router.post("/{int:number}", response=dict[str, Any], summary="Decide, postpone, finish or drop")
def step(request: Asked, number: int, told: Step) -> dict[str, Any]:
    """Take a step of a resolution; the same rules as on the page."""
    by, at = request.actor, timezone.now()
    verb = ResolutionVerb(told.verb)
    if verb is ResolutionVerb.DECIDE:
        if told.answer is None:
            raise Refused("the answer is missing", field="answer", fix="send text, owner and due_on in it")
        operations.decide(number=number, decided=_decided(told.answer), by=by, at=at)
    elif verb is ResolutionVerb.POSTPONE:
        if told.due_on is None:
            raise Refused("the new day is missing", field="due_on", fix="send it as 2026-03-31")
        operations.postpone(number=number, due_on=told.due_on, because=told.because, by=by, at=at)
    elif verb is ResolutionVerb.FINISH:
        operations.finish(number=number, outcome=told.outcome, by=by, at=at)
    else:
        operations.drop(number=number, outcome=told.outcome, by=by, at=at)
    return _one(number)


def _decided(told: Answer) -> operations.Decided:
    return operations.Decided(
        text=told.text,
        owner_id=told.owner,
        due_on=told.due_on,
        taken_on=told.taken_on,
        metric=told.metric,
        decision_id=told.decision,
        period_id=told.period,
    )


def _one(number: int) -> dict[str, Any]:
    return _told(queries.track(number, timezone.localdate()))


def _told(each: queries.Tracked) -> dict[str, Any]:
    row = each.row
    return {
        "number": row.number,
        "state": row.state,
        "overdue": each.overdue,
        "question": row.question,
        "text": row.text,
        "owner": row.owner_id,
        "due_on": row.due_on,
        "first_due_on": row.first_due_on,
        "taken_on": row.taken_on,
        "taken_in": row.taken_in_id,
        "metric": row.metric,
        "decision": row.decision_id,
        "ended_at": row.ended_at,
        "outcome": row.outcome,
        "effects": [
            {
                "period": one.period.id,
                "starts": one.period.starts,
                "figure": one.moved.now.record(),
                "delta": one.moved.delta,
                "q": one.moved.q,
                "word": one.moved.word,
                "restated": one.restated,
            }
            for one in each.effects
        ],
    }
