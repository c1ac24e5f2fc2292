"""Webhooks: endpoints, their keys, what was sent and what came back."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from heedful.foundation.access import Permission
from heedful.foundation.webhooks import operations, queries
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Name

router = Router()


class NewEndpoint(Body):
    """An address and the kinds of events it is told of."""

    url: Annotated[str, Field(max_length=500)]
    kinds: Annotated[list[Name], Field(min_length=1, max_length=20)]


class Switched(Body):
    """On or off."""

    on: bool


@router.get("", response=list[dict[str, Any]], summary="Which programs are told what")
def endpoints(request: Asked) -> list[dict[str, Any]]:
    """List the endpoints, newest first."""
    request.actor.require_everywhere(Permission.ADMINISTER)
    return [
        {**_told(each), "waiting": each.waiting, "parked": each.parked} for each in queries.endpoints(request.actor)
    ]


@router.post("", response={201: dict[str, Any]}, summary="Tell a program what happens from now on")
def add(request: Asked, response: HttpResponse, body: NewEndpoint) -> Status[dict[str, Any]]:
    """Add an endpoint; `secret` is shown this once."""
    response.headers["Cache-Control"] = "no-store"
    made, secret = operations.add(url=body.url, kinds=body.kinds, by=request.actor, at=timezone.now())
    return Status(201, {**_told(made), "secret": secret})


@router.get("/{uuid:endpoint_id}/deliveries", response=list[dict[str, Any]], summary="What was sent, what came back")
def deliveries(
    request: Asked, endpoint_id: UUID, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50
) -> list[dict[str, Any]]:
    """List the deliveries of the last 30 days, newest first, each with its tries."""
    request.actor.require_everywhere(Permission.ADMINISTER)
    found = queries.log(endpoint_id, request.actor)[:limit]
    return [
        {
            "id": each.id,
            "event": each.event,
            "kind": each.kind,
            "state": each.state,
            "next_at": each.next_at,
            "created_at": each.created_at,
            "attempts": [
                {"at": one.at, "status": one.status, "reply": one.reply, "error": one.error}
                for one in each.attempts.all()
            ],
        }
        for each in found
    ]


@router.post("/{uuid:endpoint_id}/test", response={202: None}, summary="Send a test")
def try_out(request: Asked, endpoint_id: UUID) -> Status[None]:
    """Send a test event; its reply is among the deliveries."""
    operations.try_out(endpoint_id=endpoint_id, by=request.actor, at=timezone.now())
    return Status(202, None)


@router.post("/{uuid:endpoint_id}/keys", response={201: dict[str, str]}, summary="Make a new key")
def rotate(request: Asked, response: HttpResponse, endpoint_id: UUID) -> Status[dict[str, str]]:
    """Make a new key; the old ones sign beside it for a day."""
    response.headers["Cache-Control"] = "no-store"
    secret = operations.rotate(endpoint_id=endpoint_id, by=request.actor, at=timezone.now())
    return Status(201, {"secret": secret})


@router.post("/{uuid:endpoint_id}/switch", response=dict[str, Any], summary="Switch an endpoint on or off")
def switch(request: Asked, endpoint_id: UUID, body: Switched) -> dict[str, Any]:
    """Switch it; what happens while it is off is not sent later."""
    by, why = request.actor, f"switched off by {request.actor.name}"
    operations.switch(endpoint_id=endpoint_id, on=body.on, why=why, by=by, at=timezone.now())
    return _told(queries.endpoint(endpoint_id, by))


@router.post("/{uuid:endpoint_id}/replay", response=dict[str, int], summary="Send again what is parked")
def replay(request: Asked, endpoint_id: UUID, delivery: UUID | None = None) -> dict[str, int]:
    """Send again what was not taken, or the one delivery that is named."""
    again = operations.replay(endpoint_id=endpoint_id, delivery_id=delivery, by=request.actor, at=timezone.now())
    return {"sent_again": again}


def _told(each: Any) -> dict[str, Any]:
    return {"id": each.id, "url": each.url, "kinds": each.kinds, "active": each.active, "why_off": each.why_off}
