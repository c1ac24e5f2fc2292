"""Closed periods and their packs."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from heedful.domain.measurement import operations, queries
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Words
from heedful.workflows import period_close

router = Router()


@router.get("", response=list[dict[str, Any]], summary="Periods, newest first")
def periods(request: Asked) -> list[dict[str, Any]]:
    """List the periods with state and data hash."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    return [_told(each) for each in queries.periods()]


@router.get("/{uuid:period_id}/results", response=dict[str, Any], summary="The closed figures")
def results(request: Asked, period_id: UUID) -> dict[str, Any]:
    """Return the figures as they were closed."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    return queries.results_data(queries.period(period_id))


@router.get("/{uuid:period_id}/files/{name}", summary="A file of the pack")
def file(request: Asked, period_id: UUID, name: str) -> HttpResponse:
    """Return a stored file of the newest edition."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    stored = queries.file(period_id, name)
    return HttpResponse(queries.content(stored), content_type=stored.media_type)


@router.get("/{uuid:period_id}/late", response=list[dict[str, Any]], summary="Closed figures that changed since")
def late(request: Asked, period_id: UUID) -> list[dict[str, Any]]:
    """List the closed figures that would come out differently today; the closed values stand."""
    request.actor.require_everywhere(Permission.CLOSE_PERIOD)
    found = queries.late_data(queries.period(period_id), timezone.now())
    return [
        {
            "result": each.result.id,
            "split": each.result.split,
            "closed": each.closed.record(),
            "now": each.now.record(),
            "more": each.more,
        }
        for each in found
    ]


class Restated(Body):
    """Why, and which closed figure; without one every figure that changed."""

    reason: Words
    result: UUID | None = None


@router.post("/{uuid:period_id}/restatements", response={201: dict[str, Any]}, summary="Restate")
def restate(request: Asked, period_id: UUID, given: Restated) -> Status[dict[str, Any]]:
    """Put what closed figures are today beside them, with the reason, and store the next edition of the pack."""
    made = period_close.restate(
        period_id=period_id, result_id=given.result, reason=given.reason, by=request.actor, at=timezone.now()
    )
    return Status(201, {"restated": made, **_told(queries.period(period_id))})


@router.post("/{uuid:period_id}/{verb}", response=dict[str, Any], summary="begin, close or sign")
def act(request: Asked, period_id: UUID, verb: Literal["begin", "close", "sign"]) -> dict[str, Any]:
    """Take a step of the close; the same rules as on the page."""
    request.actor.require_everywhere(Permission.SEE_BOARD_PACK)
    verbs = {"begin": period_close.begin, "close": period_close.close, "sign": operations.sign}
    verbs[verb](period_id=period_id, by=request.actor, at=timezone.now())
    return _told(queries.period(period_id))


def _told(period: Any) -> dict[str, Any]:
    return {
        "id": period.id,
        "kind": period.kind,
        "starts": period.starts,
        "ends": period.ends,
        "state": period.state,
        "data_hash": period.data_hash,
    }
