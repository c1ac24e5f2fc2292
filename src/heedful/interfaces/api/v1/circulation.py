"""The digest, and how quickly what customers say reaches who can act on it."""

from datetime import datetime, time
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field, StringConstraints

from heedful.domain.circulation import operations, queries
from heedful.foundation.access import Permission
from heedful.foundation.days import add_months, zone
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.api.v1.shared import Asked, Body

router = Router()
Month = Annotated[str, StringConstraints(pattern=r"^$|^(199\d|20\d\d)-\d\d$")]


class Chosen(Body):
    """The hour of the digest in the installation's zone, and whether to send it."""

    hour: Annotated[int, Field(ge=0, le=23)]
    on: bool = True


@router.get("", response=dict[str, Any], summary="Circulation time of a month: a census")
def times(request: Asked, month: Month = "") -> dict[str, Any]:
    """Return median and 95th percentile in hours, null where it falls among what has reached nobody."""
    request.actor.require(Permission.SEE_FEEDBACK)
    try:
        first = datetime.strptime(month or f"{timezone.localdate():%Y-%m}", "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        raise Refused("no such month", field="month", value=month, fix="write it as 2026-03") from None
    begins, ends = (datetime.combine(day, time(), tzinfo=zone()) for day in (first, add_months(first, 1)))
    rows = queries.passed(request.actor, begins, ends)
    found = queries.times(rows)
    return {
        "events": found.events,
        "reached": found.reached,
        "median_hours": found.median_hours,
        "p95_hours": found.p95_hours,
        "rows": [
            {
                "feedback": each.submission_id, "case": each.case_id, "unit": each.unit, "said_at": each.said_at,
                "reached_at": each.reached_at, "way": each.way,
            }
            for each in rows[:200]
        ],
    }  # fmt: skip


@router.get("/digest", response=dict[str, Any], summary="One's newest digest")
def digest(request: Asked) -> dict[str, Any]:
    """Return the newest digest of the colleague who asks."""
    found = queries.newest_of(request.actor.id) if request.actor.id else None
    if found is None:
        raise NotFound("there is no digest yet", field="digest")
    return queries.show(found)


@router.put("/digest", response=dict[str, Any], summary="Choose the hour of one's digest, or none")
def choose(request: Asked, body: Chosen) -> dict[str, Any]:
    """Keep the choice of the colleague who asks."""
    operations.choose(hour=body.hour, on=body.on, by=request.actor, at=timezone.now())
    return {"hour": body.hour, "on": body.on}
