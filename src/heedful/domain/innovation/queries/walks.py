"""Reads of walks: the roster of a month, who has not walked, walks with their score, and findings in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.innovation.models import Duty, Photo, Script, Walk, WalkFinding
from heedful.domain.innovation.rules.walks import Published, published
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import add_months, day_of, zone
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A leader in a month: what they are to walk through, if anything, and the walks that they took."""

    person_id: UUID
    name: str
    duty: Duty | None
    walks: int

    @property
    def missing(self) -> bool:
        """Say whether the leader took no sample."""
        return self.walks == 0


def visible_to(actor: Actor) -> QuerySet[Walk]:
    """Return the walks of the units the actor may see, and the colleague's own are among them by their unit."""
    found = Walk.objects.filter(within("unit_id", actor, Permission.SEE_IDEAS))
    return found.select_related("person", "unit", "touchpoint", "script")


def find_walk(actor: Actor, walk_id: UUID) -> Walk:
    """Return a walk in sight; raise NotFound."""
    found = visible_to(actor).filter(id=walk_id).first()
    if found is None:
        raise NotFound("no walk has this id", field="walk", value=walk_id)
    return found


def findings(walk: Walk) -> list[WalkFinding]:
    """Return what was found, with the case or idea that it became."""
    return list(walk.findings.select_related("case", "idea").order_by("id"))


def photo(actor: Actor, walk_id: UUID, photo_id: UUID) -> Photo:
    """Return a picture of a walk in sight."""
    found = Photo.objects.filter(id=photo_id, walk=find_walk(actor, walk_id)).first()
    if found is None:
        raise NotFound("no photo has this id", field="photo", value=photo_id)
    return found


def photos(walk: Walk) -> list[Photo]:
    """Return the pictures of a walk."""
    return list(Photo.objects.filter(walk=walk).order_by("at", "id"))


def script_of(touchpoint_id: UUID) -> Script | None:
    """Return the newest script of a touchpoint."""
    return Script.objects.filter(touchpoint_id=touchpoint_id).order_by("-n").first()


def scripts() -> list[Script]:
    """Return the newest script of every touchpoint that has one."""
    newest: dict[UUID, Script] = {}
    for each in Script.objects.select_related("touchpoint").order_by("n"):
        newest[each.touchpoint_id] = each
    return sorted(newest.values(), key=lambda each: each.touchpoint.name)


def roster(actor: Actor, month: date) -> list[RosterRow]:
    """Return every leader in sight in a month, those without a sample first.

    A leader is who may walk touchpoints; one without a duty and without a sample appears as well.
    """
    begin, end = _bounds(month)
    reach = actor.units(Permission.SEE_IDEAS)
    held = organisation.holders(Permission.WALK_TOUCHPOINTS, add_months(month, 1))
    leaders = [each for each in held if reach is None or each.unit_id in reach]
    duties = {each.person_id: each for each in Duty.objects.filter(month=month).select_related("touchpoint", "unit")}
    taken: dict[UUID, int] = {}
    for person in Walk.objects.filter(walked_at__gte=begin, walked_at__lt=end).values_list("person_id", flat=True):
        taken[person] = taken.get(person, 0) + 1
    rows = [RosterRow(each.id, each.name, duties.get(each.id), taken.get(each.id, 0)) for each in leaders]
    return sorted(rows, key=lambda row: (not row.missing, row.name))


def duty_of(actor: Actor, month: date) -> Duty | None:
    """Return what the colleague is to walk through this month."""
    found = Duty.objects.filter(person_id=actor.id, month=month) if actor.id else Duty.objects.none()
    return found.select_related("touchpoint", "unit").first()


def in_time(actor: Actor, since: date, until: date, today: date) -> Published:
    """Return how the findings of walks in [since, until) came back to the teams."""
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    rows = visible_to(actor).filter(walked_at__gte=begin, walked_at__lt=end)
    days: list[Any] = list(rows.values_list("walked_at", "published_at"))
    return published([(day_of(walked), day_of(back) if back else None) for walked, back in days], today)


def score(walk: Walk) -> float:
    """Return the mean of a walk's points, 1 to 5."""
    points: list[int] = walk.points
    return sum(points) / len(points)


def _bounds(month: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(month, time(), zone()),
        datetime.combine(add_months(month, 1), time(), zone()),
    )
