"""The numbers that the company steers by, and their audit."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field, StringConstraints

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Measure
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Body, Code, Day, Name

router = Router()
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


class Declared(Body):
    """A KPI: what it counts of a customer, and the questions of surveys whose subject it measures."""

    title: Name
    measure: Measure
    lower_is_better: bool = False
    covers: Annotated[list[Code], Field(max_length=50)] = []
    owner: UUID | None = None


class Readings(Body):
    """What was measured elsewhere in a month, by code of the customer."""

    month: Day
    values: Annotated[dict[str, float], Field(max_length=operations.MOST_READINGS)]


@router.get("", response=list[dict[str, Any]], summary="The KPIs")
def kpis(request: Asked) -> list[dict[str, Any]]:
    """List the numbers that the company steers by."""
    request.actor.require_everywhere(Permission.SEE_REVENUE)
    return [queries.kpi_record(each) for each in queries.kpis()]


@router.get("/audit", response=dict[str, Any], summary="Keep, demote, missing")
def audit(request: Asked, until: Day, months: Annotated[int, Field(ge=3, le=12)] = 6, metric: Code = "nps") -> Any:
    """Judge each KPI by what it goes with among customers; name the drivers of `metric` that none measures."""
    return queries.kpi_audit(actor=request.actor, until=until, months=months, metric=metric).record()


@router.put("/{code}", response=dict[str, Any], summary="Declare a KPI, or change it")
def keep(request: Asked, code: Slug, body: Declared) -> dict[str, Any]:
    """Declare a number that the company steers by; a second call with the code changes it."""
    steered = operations.Steered(
        code=code, title=body.title, measure=body.measure, lower_is_better=body.lower_is_better, covers=body.covers,
        owner_id=body.owner,
    )  # fmt: skip
    return queries.kpi_record(operations.keep_kpi(steered=steered, by=request.actor, at=timezone.now()))


@router.delete("/{code}", response=dict[str, Any], summary="Stop to steer by a KPI")
def drop(request: Asked, code: Slug) -> dict[str, Any]:
    """Drop a KPI with its readings; the trail keeps that it was."""
    operations.drop_kpi(code=code, by=request.actor, at=timezone.now())
    return {"dropped": code}


@router.put("/{code}/readings", response=dict[str, int], summary="Load a month measured elsewhere")
def readings(request: Asked, code: Slug, body: Readings) -> dict[str, int]:
    """Store a month of a KPI measured elsewhere; a second load replaces the first."""
    count = operations.record_readings(
        code=code, month=body.month, values=body.values, by=request.actor, at=timezone.now()
    )
    return {"values": count}
