"""Leaders' walks through touchpoints: roster, script, points, findings, photos, and the way back to the teams."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from heedful.domain.innovation.enums import Route
from heedful.domain.innovation.operations import walks
from heedful.domain.innovation.queries import walks as walk_queries
from heedful.domain.innovation.rules.walks import MOST_BYTES
from heedful.foundation.access import Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import Refused
from heedful.interfaces.api.v1.shared import Asked, Body, Moment, Name, Words
from heedful.workflows import touchpoint_walk

router = Router()
Month = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]


class NewScript(Body):
    """What to look at in a touchpoint."""

    touchpoint: UUID
    lines: list[Name] = Field(max_length=50)


class NewDuty(Body):
    """Who walks through which touchpoint of a unit in a month."""

    person: UUID
    unit: UUID
    touchpoint: UUID
    month: Month


class NewWalk(Body):
    """One's own walk with its points, in the order of the script."""

    unit: UUID
    touchpoint: UUID
    points: list[int] = Field(max_length=50)
    walked_at: Moment


class NewFinding(Body):
    """What was found, and what it becomes."""

    text: Words
    route: Route


@router.get("", response=dict[str, Any], summary="The roster of a month, and the newest walks")
def roster(request: Asked, month: Month | None = None) -> dict[str, Any]:
    """List leaders with and without a sample, and the newest walks."""
    request.actor.require(Permission.SEE_IDEAS)
    chosen = (month or day_of(timezone.now())).replace(day=1)
    return {
        "month": chosen,
        "roster": [
            {"person": row.person_id, "name": row.name, "walks": row.walks, "missing": row.missing}
            for row in walk_queries.roster(request.actor, chosen)
        ],
        "walks": [_walk(each) for each in walk_queries.visible_to(request.actor)[:100]],
    }


@router.post("", response={201: dict[str, Any]}, summary="Record one's own walk")
def walk(request: Asked, body: NewWalk) -> Status[dict[str, Any]]:
    """Record a walk with 1 to 5 points for every line of the script."""
    made = walks.record_walk(
        unit_id=body.unit, touchpoint_id=body.touchpoint, points=dict(enumerate(body.points)),
        walked_at=body.walked_at, by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, _walk(made))


@router.post("/scripts", response={201: dict[str, Any]}, summary="Write the script of a touchpoint")
def script(request: Asked, body: NewScript) -> Status[dict[str, Any]]:
    """Write what a leader looks at."""
    made = walks.write_script(touchpoint_id=body.touchpoint, lines=body.lines, by=request.actor, at=timezone.now())
    return Status(201, {"id": made.id, "version": made.n})


@router.post("/roster", response={201: dict[str, Any]}, summary="Put a leader on the roster")
def duty(request: Asked, body: NewDuty) -> Status[dict[str, Any]]:
    """Say who walks through what in a month."""
    made = walks.set_duty(
        person_id=body.person, unit_id=body.unit, touchpoint_id=body.touchpoint, month=body.month,
        by=request.actor, at=timezone.now(),
    )  # fmt: skip
    return Status(201, {"id": made.id, "month": made.month})


@router.post("/{uuid:walk_id}/findings", response={201: dict[str, Any]}, summary="Add a finding to one's walk")
def finding(request: Asked, walk_id: UUID, body: NewFinding) -> Status[dict[str, Any]]:
    """Keep what was found, as a case, an idea or a note."""
    made = touchpoint_walk.find(walk_id=walk_id, text=body.text, route=body.route, by=request.actor, at=timezone.now())
    return Status(201, {"id": made})


@router.post("/{uuid:walk_id}/photos", response={201: dict[str, Any]}, summary="Add a photo to one's walk")
def photo(request: Asked, walk_id: UUID, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Keep a JPEG or PNG of up to 5 MB; it leaves only as a download."""
    if (file.size or 0) > MOST_BYTES:
        raise Refused("larger than 5 MB", field="file", fix="make it smaller")
    made = walks.add_photo(walk_id=walk_id, content=file.read(), by=request.actor, at=timezone.now())
    return Status(201, {"id": made.id, "sha256": made.sha256})


@router.post("/{uuid:walk_id}/publish", response=dict[str, Any], summary="Give the findings to the teams")
def publish(request: Asked, walk_id: UUID) -> dict[str, Any]:
    """Tell every colleague of the unit, once."""
    return _walk(walks.publish(walk_id=walk_id, by=request.actor, at=timezone.now()))


def _walk(each: Any) -> dict[str, Any]:
    return {
        "id": each.id, "person": each.person_id, "unit": each.unit_id, "touchpoint": each.touchpoint_id,
        "score": walk_queries.score(each), "walked_at": each.walked_at, "published_at": each.published_at,
    }  # fmt: skip
