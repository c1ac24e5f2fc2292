"""Campaigns: the gate, launch and override, time and money."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.domain.communication.enums import Side
from heedful.domain.communication.operations import campaigns as operations
from heedful.domain.communication.queries import announcements
from heedful.domain.communication.queries import campaigns as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Listed, Minor, Moment, Name, Words

router = Router()


class NewCampaign(Body):
    """A campaign and the announcements that prepare those inside."""

    code: Code
    name: Name
    why: Words = ""
    customer_text: Words = ""
    language: str = Field(default="en", max_length=8)
    unit: UUID
    launch_on: date
    announcements: list[UUID] = []


class Override(Body):
    """Why customers hear it before those inside, and until when that holds."""

    because: Words
    until: Moment


class Line(Body):
    """Time and money of one side in one month."""

    side: Side
    month: date
    what: Name
    currency: str = Field(default="", max_length=3)
    planned_minor: Minor = 0
    spent_minor: Minor = 0
    planned_minutes: int = Field(default=0, ge=0, le=10**8)
    spent_minutes: int = Field(default=0, ge=0, le=10**8)


@router.get("", response=Listed, summary="Campaigns with time and money on both sides")
def campaigns(request: Asked) -> Listed:
    """List the campaigns in sight; `unprepared` flags money outside and nothing inside."""
    request.actor.require(Permission.SEE_CASCADE)
    items: list[dict[str, Any]] = []
    for held in queries.visible_to(request.actor):
        costs = queries.money(held)
        items.append(
            {
                "id": held.id,
                "code": held.code,
                "name": held.name,
                "state": held.state,
                "launch_on": held.launch_on,
                "external_minor": costs.external.planned,
                "internal_minor": costs.internal.planned,
                "internal_minutes": costs.internal.planned_minutes,
                "unprepared": costs.unprepared,
            }
        )
    return Listed(items=items, total=len(items))


@router.post("", response={201: dict[str, Any]}, summary="Plan a campaign")
def new(request: Asked, body: NewCampaign) -> Status[dict[str, Any]]:
    """Plan a campaign."""
    request.actor.require(Permission.LAUNCH_CAMPAIGNS, organisation.find_unit(body.unit).id)
    for each in body.announcements:
        announcements.announcement(request.actor, each)
    made = operations.add_campaign(
        code=body.code,
        name=body.name,
        why=body.why,
        unit_id=body.unit,
        launch_on=body.launch_on,
        announcement_ids=body.announcements,
        customer_text=body.customer_text,
        language=body.language,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id, "state": made.state})


class Text(Body):
    """What customers will read or hear."""

    customer_text: Words


@router.post("/{uuid:campaign_id}/text", response=dict[str, Any], summary="Change what customers will read or hear")
def reword(request: Asked, campaign_id: UUID, body: Text) -> dict[str, Any]:
    """Change the text; it is compared with the others at the next look."""
    text = body.customer_text
    held = operations.reword(campaign_id=campaign_id, customer_text=text, by=request.actor, at=timezone.now())
    return {"id": held.id, "customer_text": held.customer_text}


@router.get("/{uuid:campaign_id}/gate", response=dict[str, Any], summary="Are those inside ready?")
def gate(request: Asked, campaign_id: UUID) -> dict[str, Any]:
    """Judge each condition as it stands now."""
    request.actor.require(Permission.SEE_CASCADE)
    held = queries.campaign(request.actor, campaign_id)
    found = queries.readiness(held, timezone.now())
    return {"ready": all(each.met for each in found), "conditions": [each.record() for each in found]}


@router.post("/{uuid:campaign_id}/launch", response=dict[str, Any], summary="Launch, if those inside are ready")
def launch(request: Asked, campaign_id: UUID) -> dict[str, Any]:
    """Launch, or be refused with the missing list."""
    done = operations.launch(campaign_id=campaign_id, by=request.actor, at=timezone.now())
    return {"id": done.id, "state": done.state, "launched_at": done.launched_at}


@router.post("/{uuid:campaign_id}/override", response=dict[str, Any], summary="Launch by name although not ready")
def override(request: Asked, campaign_id: UUID, body: Override) -> dict[str, Any]:
    """Launch by name, with a reason and an expiry; it is counted for the board."""
    done = operations.launch_by_override(
        campaign_id=campaign_id, because=body.because, until=body.until, by=request.actor, at=timezone.now()
    )
    return {"id": done.id, "state": done.state, "launched_at": done.launched_at}


@router.post("/{uuid:campaign_id}/budget", response={201: dict[str, Any]}, summary="Add a line of time and money")
def budget(request: Asked, campaign_id: UUID, body: Line) -> Status[dict[str, Any]]:
    """Add a line."""
    line = operations.add_budget(campaign_id=campaign_id, **body.model_dump(), by=request.actor, at=timezone.now())
    return Status(201, {"id": line.id})
