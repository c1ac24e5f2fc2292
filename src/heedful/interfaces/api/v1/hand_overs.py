"""Hand-overs between departments and partners."""

from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status

from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import HandOverVerb, PauseReason
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Words

router = Router()
Record = dict[str, Any]


class NewHandOver(Body):
    """What is asked of whom, for which case."""

    case: UUID
    unit: UUID
    asked: Words


class Move(Body):
    """What is done to a hand-over: a pause needs its reason, an answer its words."""

    verb: Literal["pause", "resume", "answer", "withdraw"]
    reason: PauseReason | None = None
    words: Words = ""


@router.get("", response=Record, summary="What is asked of the caller's units, and what they asked")
def both(request: Asked, ended: bool = False) -> Record:
    """List hand-overs next due first; `ended` adds those that were answered or taken back."""
    request.actor.require(Permission.WORK_CASES)
    at = timezone.now()
    return {
        "of_us": [_shown(each) for each in queries.asked_of(request.actor, at, only_open=not ended)],
        "by_us": [_shown(each) for each in queries.asked_by(request.actor, at)],
    }


@router.post("", response={201: Record}, summary="Ask another department or a partner")
def ask(request: Asked, body: NewHandOver) -> Status[Record]:
    """Hand over: their clock starts, the customer's goes on."""
    made = operations.hand_over(
        case_id=body.case, to_unit_id=body.unit, asked=body.asked, by=request.actor, at=timezone.now()
    )
    return Status(201, {"id": made.id, "due_at": made.due_at})


@router.post("/{uuid:hand_over_id}", response=Record, summary="Pause, resume, answer or withdraw")
def move(request: Asked, hand_over_id: UUID, body: Move) -> Record:
    """Move it; the table of moves decides whether that is possible."""
    found = operations.move_hand_over(
        hand_over_id=hand_over_id, verb=HandOverVerb(body.verb), reason=body.reason, words=body.words,
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return {"id": found.id, "state": found.state, "result": found.result, "due_at": found.due_at}


def _shown(view: queries.HandOverView) -> Record:
    each = view.hand_over
    lines = [
        {"from": line.start, "to": line.end, "counted": line.line.counted, "why": line.line.why} for line in view.lines
    ]
    return {
        "id": each.id, "case": each.episode.case.reference, "from": each.from_unit_id, "to": each.to_unit_id,
        "asked": each.asked, "answer": each.answer, "state": each.state, "result": view.reading.result,
        "elapsed_seconds": view.reading.elapsed, "due_at": view.due_at, "explained": lines,
    }  # fmt: skip
