"""The promise ledger: who promised what to whom by when, and what became of it."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import StringConstraints

from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import PromiseVerb, Source, Whom
from heedful.domain.followthrough.rules.promises import sentence
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Day, Listed
from heedful.workflows import keeping_promises

router = Router()
Said = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
State = Literal["all", "overdue", "open", "kept", "kept_late", "broken", "released"]


class NewPromise(Body):
    """What was promised, and where; unit and customer come from the case, pack or campaign."""

    text: Annotated[str, StringConstraints(min_length=5, max_length=500)]
    whom: Whom
    owner: UUID
    due_on: date
    unit: UUID | None = None
    source: Source = Source.BY_HAND
    source_id: UUID | None = None


class Settled(Body):
    """What became of a promise, in words that somebody else could check."""

    verb: PromiseVerb
    words: Said


@router.get("", response=Listed, summary="Promises in sight, the next due first")
def promises(
    request: Asked,
    state: State = "all",
    whom: Whom | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List promises; an open one whose day has passed is overdue."""
    request.actor.require(Permission.SEE_PROMISES)
    today = timezone.localdate()
    rows = queries.promises(request.actor, queries.Filters(state, whom or ""), today)
    total = rows.count()
    items = [_shown(each, today) for each in rows[offset : offset + limit]]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.get("/kept", response=dict[str, Any], summary="How many promises that fell due were kept: a census")
def kept(request: Asked, since: Day | None = None, until: Day | None = None) -> dict[str, Any]:
    """Count the promises that fell due in [since, until), by default in the last twelve months."""
    request.actor.require(Permission.SEE_PROMISES)
    today = timezone.localdate()
    found = queries.kept(request.actor, since or today - timedelta(days=365), until or today, today)
    return {
        "due": found.due,
        "kept_on_time": found.on_time,
        "kept_late": found.late,
        "broken": found.broken,
        "overdue": found.overdue,
        "rate": found.rate,
        "sentence": sentence(found),
    }


@router.post("", response={201: dict[str, Any]}, summary="Write a promise down")
def make(request: Asked, body: NewPromise) -> Status[dict[str, Any]]:
    """Write a promise down where it was made; its owner hears of it."""
    made = keeping_promises.promise(
        text=body.text,
        whom=body.whom,
        due_on=body.due_on,
        owner_id=body.owner,
        unit_id=body.unit,
        source=body.source if body.source_id else Source.BY_HAND,
        source_id=body.source_id,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made})


@router.get("/{promise_id}", response=dict[str, Any], summary="One promise")
def promise(request: Asked, promise_id: UUID) -> dict[str, Any]:
    """Return a promise in sight."""
    request.actor.require(Permission.SEE_PROMISES)
    return _shown(queries.promise(request.actor, promise_id), timezone.localdate())


@router.post("/{promise_id}/settle", response=dict[str, Any], summary="Say what became of a promise")
def settle(request: Asked, promise_id: UUID, body: Settled) -> dict[str, Any]:
    """Settle a promise: kept, broken or released."""
    found = operations.settle_promise(
        promise_id=promise_id, verb=body.verb, words=body.words, by=request.actor, at=timezone.now()
    )
    return _shown(found, timezone.localdate())


def _shown(each: Any, today: date) -> dict[str, Any]:
    return {
        "id": each.id,
        "text": each.text,
        "whom": each.whom,
        "account": each.account_id,
        "unit": each.unit_id,
        "owner": each.owner_id,
        "source": each.source,
        "source_id": each.source_id,
        "source_name": each.source_name,
        "due_on": each.due_on,
        "state": each.state,
        "overdue": each.state == "open" and each.due_on < today,
        "words": each.words,
        "settled_on": each.settled_on,
    }
