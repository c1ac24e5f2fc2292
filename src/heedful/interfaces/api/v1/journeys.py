"""Journeys: maps as files, standards with their attainment, critical points, scorecards."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from heedful.analytics.text.opening import audit
from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Measure
from heedful.domain.journeys.operations import targets
from heedful.domain.measurement import queries as measurement
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Day, Name, Short, Words

router = Router()
File = Annotated[str, Field(min_length=1, max_length=400_000)]
Number = Annotated[int, Field(ge=1, le=10**6)]


class MapFile(Body):
    """The text of a map's file, kept byte for byte."""

    text: File
    why: Name = ""


class NewStandard(Body):
    """A standard, or its next level."""

    code: Code
    name: Name
    touchpoint: Code
    measure: Measure
    limit: int = Field(default=0, ge=0, le=10_000_000)
    share: int = Field(ge=1, le=100)
    owner: UUID
    why: Words
    segment: Name = ""


class Transcripts(Body):
    """Conversations as text."""

    text: File


class NewBump(Body):
    """A step at which people have to step in."""

    step: Code
    what: Annotated[str, Field(min_length=1, max_length=500)]
    owner: UUID
    remove_by: date


@router.get("", response=list[dict[str, Any]], summary="The journeys")
def maps(request: Asked) -> list[dict[str, Any]]:
    """List the journeys with their newest version."""
    request.actor.require(Permission.SEE_JOURNEYS)
    return [
        {"code": each.code, "name": each.name, "owner": each.owner_id, "steps": each.step_count, "version": each.newest}  # type: ignore[attr-defined]  # annotated
        for each in queries.maps()
    ]


@router.post("", response={201: dict[str, Any]}, summary="Import a map")
def keep(request: Asked, body: MapFile) -> Status[dict[str, Any]]:
    """Keep a file as the next version of the map it names; the same text again is the same version."""
    made = operations.import_map(text=body.text, why=body.why, by=request.actor, at=timezone.now())
    return Status(201, {"code": made.map.code, "version": made.n})


@router.get("/standards", response=list[dict[str, Any]], summary="Standards and how far they are kept")
def standards(request: Asked, since: Day, until: Day) -> list[dict[str, Any]]:
    """Give each standard in force with its attainment over the days [since, until)."""
    return [_attained(each) for each in queries.attainments(request.actor, since, until)]


@router.post("/standards", response={201: dict[str, Any]}, summary="State a standard")
def state(request: Asked, body: NewStandard) -> Status[dict[str, Any]]:
    """Publish a standard, or its next level, from now on."""
    told = body.model_dump(exclude={"owner"})
    made = operations.publish_standard(**told, owner_id=body.owner, by=request.actor, at=timezone.now())
    return Status(201, {"code": body.code, "version": made.n})


@router.delete("/standards/{code}", response={204: None}, summary="End a standard")
def end(request: Asked, code: str) -> Status[None]:
    """Hold to this standard no longer."""
    operations.end_standard(code=code, by=request.actor, at=timezone.now())
    return Status(204, None)


@router.post("/opening-audit", response=dict[str, Any], summary="Questions before help is offered")
def opening(request: Asked, body: Transcripts) -> dict[str, Any]:
    """Audit transcripts separated by a line of three hyphens; they are read and not kept."""
    request.actor.require(Permission.SEE_JOURNEYS)
    found = audit(body.text)
    rows = [
        {"questions": each.questions, "seconds": each.seconds, "offered": each.offered, "offer": each.offer}
        for each in found.openings
    ]
    return {"n": len(rows), "mean": found.mean, "low": found.low, "high": found.high, "conversations": rows}


@router.get("/points", response=list[dict[str, Any]], summary="Critical success points")
def points(request: Asked, since: Day, until: Day) -> list[dict[str, Any]]:
    """Give the critical points, the largest score first; those with fewer than 30 contacts have no rank."""
    return [
        {
            "journey": each.step.map.code,
            "step": each.step.code,
            "rank": each.place,
            "importance": each.step.importance,
            "failed": each.failed.record(),
            "money_minor": each.money,
            "currency": each.currency,
            "score_minor": each.score.estimate,
            "score_low_minor": each.score.low,
            "score_high_minor": each.score.high,
            "standards": [held.standard.code for held in each.standards],
            "gap": each.gap,
        }
        for each in queries.points(request.actor, since, until)
    ]


@router.get("/{code}", response=dict[str, Any], summary="A map with its numbers")
def one(request: Asked, code: str, since: Day, until: Day) -> dict[str, Any]:
    """Give the lanes and steps of a map with what is measured at each over the days [since, until)."""
    found = queries.picture(queries.journey_map(code).code, request.actor, since, until)
    steps = [
        {
            "number": each.number,
            "code": each.step.code,
            "name": each.step.name,
            "stage": each.step.stage,
            "actor": each.step.actor,
            "side": each.step.side,
            "channel": each.step.channel,
            "touchpoint": each.step.touchpoint.code if each.step.touchpoint else None,
            "owner": each.step.owner_id,
            "importance": each.step.importance or None,
            "standards": [_attained(held) for held in each.standards],
            "failed": each.failed.record() if each.failed else None,
        }
        for each in found.steps
    ]
    return {"code": code, "stages": found.stages, "steps": steps}


@router.get("/{code}/bumps", response=list[dict[str, Any]], summary="Speed bumps of a journey")
def bumps(request: Asked, code: str, since: Day, until: Day) -> list[dict[str, Any]]:
    """Give the steps by what stepping in costs, the dearest first; `seconds` is work above the usual rate."""
    return [
        {
            "step": each.step.code,
            "rank": each.place,
            "n": each.bump.contacts,
            "share": each.share,
            "low": each.low,
            "high": each.high,
            "rework": each.bump.rework,
            "handoffs": each.bump.handoffs,
            "overrides": each.bump.overrides,
            "excess": each.bump.excess,
            "seconds": each.bump.seconds,
            "owner": each.registered.owner_id if each.registered else None,
            "remove_by": each.registered.remove_by if each.registered else None,
        }
        for each in measurement.speed_bumps(code=code, actor=request.actor, since=since, until=until)
    ]


@router.post("/{code}/bumps", response={201: dict[str, Any]}, summary="Put a step on the register of bumps")
def register(request: Asked, code: str, body: NewBump) -> Status[dict[str, Any]]:
    """Name who removes the bump and by when."""
    told = body.model_dump(exclude={"owner"})
    made = operations.register_bump(journey=code, **told, owner_id=body.owner, by=request.actor, at=timezone.now())
    return Status(201, {"id": made.id})


@router.delete("/bumps/{bump_id}", response={204: None}, summary="A bump is gone")
def gone(request: Asked, bump_id: UUID) -> Status[None]:
    """Note that a bump on the register is gone."""
    operations.remove_bump(bump_id=bump_id, by=request.actor, at=timezone.now())
    return Status(204, None)


@router.get("/{code}/file", summary="The file of a map", response={200: str})
def file(request: Asked, code: str, version: Number | None = None) -> HttpResponse:
    """Give the text as it was written, byte for byte; the newest version unless one is named."""
    request.actor.require(Permission.SEE_JOURNEYS)
    found = queries.version_of(code, version)
    return HttpResponse(found.text.encode(), content_type="application/yaml; charset=utf-8")


@router.get("/{code}/scorecard", response=dict[str, Any], summary="The scorecard of a journey")
def scorecard(request: Asked, code: str, since: Day, until: Day, metric: Short = "") -> dict[str, Any]:
    """Give completion, duration, effort, satisfaction and outcome of each stage over the months [since, until)."""
    card = measurement.journey_scorecard(
        code=queries.journey_map(code).code,
        actor=request.actor,
        since=since,
        until=until,
        at=timezone.now(),
        metric=metric,
    )
    return {
        "rested": card.rested,
        "under_way": card.under_way,
        "satisfaction_by": card.metric,
        "stages": card.records(),
    }


def _attained(each: queries.Attained) -> dict[str, Any]:
    return {
        "code": each.standard.code,
        "touchpoint": each.standard.touchpoint.code,
        "version": each.version.n,
        "limit": each.version.limit,
        "target_share": each.version.share,
        "owner": each.version.owner_id,
        "attainment": each.figure.record(),
        "verdict": each.verdict,
    }


class PromiseSet(Body):
    """The calendar that a prescribed set of promises counts on, and for which unit it holds (none: all)."""

    calendar: Code
    unit: UUID | None = None


@router.post("/promise-sets/{name}", response={201: dict[str, Any]}, summary="Publish a prescribed set of promises")
def promise_set(request: Asked, name: str, body: PromiseSet) -> Status[dict[str, Any]]:
    """Publish it for complaints from now on, for instance `disp`."""
    if body.unit is None:
        request.actor.require_everywhere(Permission.SET_STANDARDS)
    request.actor.require(Permission.SET_STANDARDS, body.unit)
    made = targets.publish_set(
        name=name, calendar=body.calendar, unit_id=body.unit, by=request.actor, at=timezone.now()
    )
    return Status(201, {"promises": [each.id for each in made]})
