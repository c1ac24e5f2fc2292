"""Answer cards."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from heedful.domain.communication.operations import cards as operations
from heedful.domain.communication.queries import announcements
from heedful.domain.communication.queries import cards as queries
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Listed, Moment, Name, Short, Words

router = Router()


class NewCard(Body):
    """A question with its answer; the same code again is its next wording."""

    code: Code
    topic: Code
    audience: Code
    language: Short = "en"
    question: Name
    wording: Words
    valid_from: Moment | None = None
    valid_to: Moment | None = None


@router.get("", response=Listed, summary="The cards in force that answer a question")
def search(request: Asked, q: str = "", limit: int = Query(20, ge=1, le=100)) -> Listed:  # type: ignore[type-arg]  # ninja's default object
    """Find the answer to a customer's question."""
    found = queries.search(request.actor, q[:200], timezone.now(), limit)
    items = [
        {
            "id": each.card.id,
            "code": each.card.code,
            "question": each.card.question,
            "wording": each.wording,
            "language": each.card.language,
            "audience": each.card.audience.code,
            "valid_from": each.card.valid_from,
            "valid_to": each.card.valid_to,
        }
        for each in found
    ]
    return Listed(items=items, total=len(items), next="")


@router.post("", response={201: dict[str, Any]}, summary="Draft a card")
def draft(request: Asked, body: NewCard) -> Status[dict[str, Any]]:
    """Draft a card; somebody else approves it."""
    at = timezone.now()
    told = operations.NewCard(
        code=body.code, topic=body.topic, audience_id=announcements.audience(body.audience).id, language=body.language,
        question=body.question, wording=body.wording, valid_from=body.valid_from or at, valid_to=body.valid_to,
    )  # fmt: skip
    made = operations.draft_card(told=told, by=request.actor, at=at)
    return Status(201, {"id": made.id, "state": made.state})


@router.post("/{uuid:card_id}/approve", response=dict[str, Any], summary="Approve a draft by name")
def approve(request: Asked, card_id: UUID) -> dict[str, Any]:
    """Approve it; the wording before ends when this one begins."""
    return {"state": operations.approve_card(card_id=card_id, by=request.actor, at=timezone.now()).state}


@router.post("/{uuid:card_id}/withdraw", response=dict[str, Any], summary="Take a card away")
def withdraw(request: Asked, card_id: UUID) -> dict[str, Any]:
    """Take it away at once."""
    return {"state": operations.withdraw_card(card_id=card_id, by=request.actor, at=timezone.now()).state}
