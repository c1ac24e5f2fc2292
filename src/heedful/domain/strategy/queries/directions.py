"""Reads of directions and the slogan test."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from heedful.domain.strategy.enums import DirectionKind, DirectionState
from heedful.domain.strategy.models import Direction, DirectionVersion, Initiative
from heedful.domain.strategy.rules.directions import hollow
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement in force with its live initiatives, and what it lacks to be more than a slogan."""

    version: DirectionVersion
    initiatives: list[Initiative]
    missing: list[str]


def directions() -> QuerySet[Direction]:
    """Return all statements with their versions, newest first: who said it, when and why."""
    return Direction.objects.prefetch_related("versions__owner", "versions__stated_by", "initiatives")


def direction(code: str) -> Direction:
    """Return the statement with this code."""
    found = Direction.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no statement has this code", field="code", value=code)
    return found


def history(code: str) -> QuerySet[DirectionVersion]:
    """Return all versions of a statement, newest first: who stated it, when and why; raise NotFound."""
    return direction(code).versions.select_related("owner", "stated_by")


def in_force(on: date) -> list[Stated]:
    """Return the statements in force, each with what it lacks on a day: live work, money or a measure."""
    live = DirectionVersion.objects.filter(state=DirectionState.LIVE).select_related("direction", "owner")
    found = []
    for version in live.prefetch_related("direction__initiatives__owner").order_by(
        "direction__kind", "direction__code"
    ):
        work = [
            each
            for each in version.direction.initiatives.all()
            if each.starts_on <= on and (each.ends_on is None or each.ends_on > on)
        ]
        missing = hollow(
            DirectionKind(version.direction.kind),
            initiatives=len(work),
            budget=sum(each.budget_minor for each in work),
            measure=version.measure,
        )
        found.append(Stated(version, work, missing))
    return found
