"""Guidance: guidelines and procedures, teams and gaps, channels, who answers for which outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status

from heedful.domain.guidance import operations, queries
from heedful.domain.guidance.enums import GuidanceKind
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Moment, Name, Short, Words

router = Router()


class StepName(Body):
    """A step of a journey."""

    journey: Code
    step: Code


class Binding(Body):
    """Where an announcement guides: touchpoints for a guideline, steps for a procedure."""

    kind: GuidanceKind
    announcement: UUID
    touchpoints: list[Code] = []
    steps: list[StepName] = []
    standard: Name = ""


class Purpose(Body):
    """What a channel is for."""

    channel: Short
    why: Words = ""
    for_whom: Words = ""
    owner: UUID | None = None
    standard: Name = ""


class Outcome(Body):
    """An outcome that a department answers for."""

    unit: UUID
    outcome: Name
    owner: UUID
    measure: Name = ""


@router.get("", response=list[dict[str, Any]], summary="Guidelines and procedures as they held at a time")
def documents(request: Asked, at: Moment | None = None) -> list[dict[str, Any]]:
    """List what guides the units in sight, now or at a time."""
    return [_document(each) for each in queries.documents(request.actor, at or timezone.now())]


@router.post("", response={201: dict[str, Any]}, summary="Bind an announcement to where it guides")
def bind(request: Asked, body: Binding) -> Status[dict[str, Any]]:
    """Bind, or bind anew."""
    made = operations.bind(
        kind=body.kind,
        announcement_id=body.announcement,
        touchpoints=body.touchpoints,
        steps=[(each.journey, each.step) for each in body.steps],
        standard=body.standard,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id})


@router.get("/teams", response=list[dict[str, Any]], summary="Teams and the guideline of their touchpoint")
def teams(request: Asked) -> list[dict[str, Any]]:
    """Give each team in sight that serves a touchpoint: a census, red ones first."""
    return [
        {
            "touchpoint": each.touchpoint,
            "unit": each.unit_id,
            "outsourced": each.outsourced,
            "guideline": each.guideline,
            "version": each.version,
            "required": each.required,
            "acknowledged": each.acknowledged,
            "standing": each.standing,
            "red": each.standing.red,
        }
        for each in queries.coverage(request.actor, timezone.now())
    ]


@router.get("/gaps", response=dict[str, Any], summary="What lacks guidance")
def gaps(request: Asked) -> dict[str, Any]:
    """Name the touchpoints without a guideline and the steps with a standard but no procedure in force."""
    request.actor.require(Permission.SEE_JOURNEYS)
    at: datetime = timezone.now()
    steps = [{"journey": journey, "step": step} for journey, step in queries.steps_without(at)]
    return {"touchpoints": queries.touchpoints_without(at), "steps": steps}


@router.get("/channels", response=list[dict[str, Any]], summary="What channels are for")
def channels(request: Asked) -> list[dict[str, Any]]:
    """Give each channel with what is stated of it and what is missing: a census of 365 days."""
    return [
        {
            "channel": each.channel,
            "why": each.purpose.why if each.purpose else "",
            "for_whom": each.purpose.for_whom if each.purpose else "",
            "owner": each.purpose.owner_id if each.purpose else None,
            "standard": each.purpose.standard.code if each.purpose and each.purpose.standard else None,
            "feedback": each.feedback,
            "contacts": each.contacts,
            "gaps": each.gaps,
        }
        for each in queries.channels(request.actor, timezone.now())
    ]


@router.post("/channels", response={201: dict[str, Any]}, summary="State what a channel is for")
def state(request: Asked, body: Purpose) -> Status[dict[str, Any]]:
    """State it from now on; what is left empty stays a gap."""
    told = body.model_dump(exclude={"owner"})
    made = operations.state_purpose(**told, owner_id=body.owner, by=request.actor, at=timezone.now())
    return Status(201, {"channel": made.channel, "version": made.n})


@router.get("/outcomes", response=list[dict[str, Any]], summary="Departments and the outcomes they answer for")
def outcomes(request: Asked) -> list[dict[str, Any]]:
    """Give every department of the tree; one without an outcome is a gap."""
    return [
        {
            "unit": each.unit_id,
            "name": each.unit,
            "outcomes": [_outcome(row) for row in each.outcomes],
            "gap": not each.outcomes,
        }
        for each in queries.departments(request.actor, timezone.localdate())
    ]


@router.post("/outcomes", response={201: dict[str, Any]}, summary="Let a department answer for an outcome")
def take(request: Asked, body: Outcome) -> Status[dict[str, Any]]:
    """Write it down, by the name of a colleague."""
    made = operations.take_responsibility(
        unit_id=body.unit,
        outcome=body.outcome,
        owner_id=body.owner,
        measure=body.measure,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made.id})


@router.delete("/outcomes/{responsibility_id}", response={204: None}, summary="End a responsibility")
def end(request: Asked, responsibility_id: UUID) -> Status[None]:
    """Let a department answer for an outcome no longer."""
    operations.end_responsibility(responsibility_id=responsibility_id, by=request.actor, at=timezone.now())
    return Status(204, None)


@router.get("/{guidance_id}", response=dict[str, Any], summary="One guideline or procedure")
def one(request: Asked, guidance_id: UUID, at: Moment | None = None) -> dict[str, Any]:
    """Give the words that held at a time, by language."""
    found = queries.document(request.actor, guidance_id, at or timezone.now())
    words = {
        language: {"do": each.what_changes, "say": each.what_to_say, "do_not_say": each.what_not_to_say}
        for language, each in found.words.items()
    }
    return _document(found) | {"words": words}


def _outcome(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "outcome": row.outcome,
        "measure": row.measure,
        "owner": row.owner_id,
        "since": row.since,
    }


def _document(each: queries.Document) -> dict[str, Any]:
    return {
        "id": each.guidance.id,
        "kind": each.guidance.kind,
        "code": each.code,
        "title": each.title,
        "audience": each.audience,
        "where": each.where,
        "standard": each.guidance.standard.code if each.guidance.standard else None,
        "version": each.version or None,
        "in_force_from": each.effective_at,
    }
