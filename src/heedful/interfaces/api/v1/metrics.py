"""Figures: the same function as the pages."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from heedful.domain.measurement import queries
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked, Code, Day

router = Router()
Months = Annotated[int, Field(ge=3, le=12)]
Cost = Annotated[int, Field(ge=0, le=10**15)]


@router.get("", response=list[dict[str, Any]], summary="The definitions")
def definitions(request: Asked) -> list[dict[str, Any]]:
    """List every metric with what it means, its owner and its version."""
    request.actor.require(Permission.SEE_METRICS)
    return [
        {
            "id": each.id,
            "version": each.version,
            "title": each.title,
            "meaning": each.meaning,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "direction": each.direction,
            "unit": each.unit,
            "owner": each.owner,
            "checked_by": each.checked_by,
            "next_review": each.next_review,
        }
        for each in queries.metrics()
    ]


@router.get("/communication-effort", response=dict[str, Any], summary="Communication effort, asked beside observed")
def communication_effort(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Read it over the whole months [since, until), inside and outside, and the estimate apart."""
    at = timezone.now()
    return queries.communication_effort(request.actor, at=at, since=since, until=until).record()


@router.get("/worth", response=list[dict[str, Any]], summary="What keeping a promise is worth")
def worth(
    request: Asked, until: Day, months: Months = 6, promise: Code | None = None, cost_minor: Cost = 0
) -> list[dict[str, Any]]:
    """Estimate the money that goes with keeping each promise; the last window ends before `until`.

    `verdict` is gain, not shown, opposite or refused; `cost_minor` belongs to the promise named.
    """
    found = queries.worth_of_promises(
        actor=request.actor, until=until, months=months, promise=promise or "", cost=cost_minor
    )
    return [each.record() for each in found]


@router.get("/recovery", response=dict[str, Any], summary="Score and retention after a recovery")
def recovery(request: Asked, until: Day, months: Months = 6) -> dict[str, Any]:
    """Compare customers after a recovery with matched ones without a failure; score and retention come together."""
    return queries.recovery(actor=request.actor, until=until, months=months).record()


@router.get("/departments", response=dict[str, Any], summary="Late hand-overs and the customer's score")
def departments(request: Asked, since: Day, until: Day) -> dict[str, Any]:
    """Compare cases closed in [since, until) with and without a late hand-over, matched."""
    return queries.ola_effect(actor=request.actor, since=since, until=until).record()


@router.get("/{name}/drivers", response=list[dict[str, Any]], summary="What drives a score")
def drivers(request: Asked, name: str, since: Day, until: Day, dealt: bool = False) -> list[dict[str, Any]]:
    """Share out what goes with a score over the days [since, until), or say that it is noise.

    `dealt` deals the scores out at random first: a demonstration of what noise looks like.
    """
    found = queries.drivers_of(metric=name, actor=request.actor, since=since, until=until, dealt=dealt)
    return [queries.drivers_record(each) for each in found]


@router.get("/{name}", response=list[dict[str, Any]], summary="A figure, or one a group")
def figures(
    request: Asked,
    name: str,
    since: Day,
    until: Day,
    group_by: str = "",
    unit: UUID | None = None,
    touchpoint: str = "",
    channel: str = "",
    segment: str = "",
) -> list[dict[str, Any]]:
    """Compute a metric over the months [since, until); hidden figures say so and never return 0."""
    request.actor.require(Permission.SEE_METRICS)
    given = {"unit": str(unit or ""), "touchpoint": touchpoint, "channel": channel, "segment": segment}
    found = queries.figures(
        definition=name,
        actor=request.actor,
        at=timezone.now(),
        since=since,
        until=until,
        group_by=group_by or None,
        filters={key: value for key, value in given.items() if value},
    )
    return [each.record() for each in found]
