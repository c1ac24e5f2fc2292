"""Sampling touchpoints: the script, the roster, the walk with its pictures, and the way back to the teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.innovation.enums import Route
from heedful.domain.innovation.models import Duty, Photo, Script, Walk, WalkFinding
from heedful.domain.innovation.queries import walks as queries
from heedful.domain.innovation.rules.walks import MOST_PHOTOS, check_lines, check_photo, check_points
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.foundation import files
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Denied, Refused
from heedful.foundation.ids import new_id
from heedful.foundation.notify import operations as notify

FOLDER = "walks"


@transaction.atomic
def write_script(*, touchpoint_id: UUID, lines: Sequence[str], by: Actor, at: datetime) -> Script:
    """Write what a leader looks at in a touchpoint; it takes the place of the script before."""
    by.require(Permission.SET_ROSTER)
    kept = check_lines(lines)
    if touchpoint_id not in {each.id for each in journeys.touchpoints()}:
        raise Refused("no touchpoint has this id", field="touchpoint", value=touchpoint_id)
    before = queries.script_of(touchpoint_id)
    script = Script.objects.create(touchpoint_id=touchpoint_id, n=before.n + 1 if before else 1, lines=kept, at=at)
    audit.record(by=by, at=at, action="walk.script", entity="touchpoint", entity_id=touchpoint_id, data={"n": script.n})
    return script


@transaction.atomic
def set_duty(*, person_id: UUID, unit_id: UUID, touchpoint_id: UUID, month: date, by: Actor, at: datetime) -> Duty:
    """Put a leader on the roster of a month, or change what they walk through; they are told."""
    by.require(Permission.SET_ROSTER, unit_id)
    month = month.replace(day=1)
    if queries.script_of(touchpoint_id) is None:
        raise Refused("this touchpoint has no script", field="touchpoint", fix="write its script first")
    if not organisation.works_in(person_id, Permission.WALK_TOUCHPOINTS, unit_id, at):
        raise Refused("this colleague walks no touchpoints there", field="person", fix="choose a leader of the unit")
    duty, _ = Duty.objects.update_or_create(
        person_id=person_id, month=month, defaults={"unit_id": unit_id, "touchpoint_id": touchpoint_id}
    )
    notify.tell(
        person_id=person_id, subject=f"Your touchpoint for {month:%B %Y}", text="Walk it as a customer would.",
        url="/ideas/walks/", at=at, key=f"duty:{duty.id}:{touchpoint_id}",
    )  # fmt: skip
    data = {"person": str(person_id), "month": month.isoformat()}
    audit.record(by=by, at=at, action="walk.duty", entity="unit", entity_id=unit_id, data=data)
    return duty


@transaction.atomic
def record_walk(
    *, unit_id: UUID, touchpoint_id: UUID, points: Mapping[int, int], walked_at: datetime, by: Actor, at: datetime
) -> Walk:
    """Record one's own walk through a touchpoint of a unit, with 1 to 5 points for every line of its script."""
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise Denied("a leader walks, not a program", field="person", fix="sign in")
    by.require(Permission.WALK_TOUCHPOINTS, unit_id)
    script = queries.script_of(touchpoint_id)
    if script is None:
        raise Refused("this touchpoint has no script", field="touchpoint", fix="write its script first")
    if walked_at > at:
        raise Refused("this lies ahead", field="walked_at", value=walked_at, fix="record it when you have been there")
    walk = Walk.objects.create(
        person_id=by.id, unit_id=unit_id, touchpoint_id=touchpoint_id, script=script,
        points=check_points(points, len(script.lines)), walked_at=walked_at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="walk.taken", entity="walk", entity_id=walk.id)
    return walk


@transaction.atomic
def add_finding(
    *,
    walk_id: UUID,
    text: str,
    route: Route,
    case_id: UUID | None = None,
    idea_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> WalkFinding:
    """Add what was found to one's own walk, with the case or idea that it became."""
    walk = own_walk(walk_id, by)
    if not text.strip():
        raise Refused("a finding needs words", field="finding", fix="say what a customer meets")
    made = WalkFinding.objects.create(
        walk=walk, text=text.strip()[:4_000], route=route, case_id=case_id, idea_id=idea_id
    )
    audit.record(by=by, at=at, action="walk.finding", entity="walk", entity_id=walk.id, data={"route": route})
    return made


@transaction.atomic
def add_photo(*, walk_id: UUID, content: bytes, by: Actor, at: datetime) -> Photo:
    """Add a picture to one's own walk: kept outside the pages, under a name of our own."""
    walk = own_walk(walk_id, by)
    ending = check_photo(content)
    if len(queries.photos(walk)) >= MOST_PHOTOS:
        raise Refused(f"a walk has at most {MOST_PHOTOS} photos", field="photo")
    photo_id = new_id()
    name = f"{photo_id}.{ending}"
    _, size, digest = files.keep(FOLDER, walk.id, name, [content])
    made = Photo.objects.create(id=photo_id, walk=walk, name=name, size=size, sha256=digest, at=at)
    audit.record(by=by, at=at, action="walk.photo", entity="walk", entity_id=walk.id)
    return made


@transaction.atomic
def publish(*, walk_id: UUID, by: Actor, at: datetime) -> Walk:
    """Give the findings to every colleague of the unit and below, once; how long it took is measured."""
    walk = queries.find_walk(by, walk_id)
    if walk.person_id != by.id:
        by.require(Permission.SET_ROSTER, walk.unit_id)
    people = organisation.placed_in(organisation.subtree_ids(walk.unit_id, day_of(at)), day_of(at))
    changed = Walk.objects.filter(id=walk_id, published_at__isnull=True).update(published_at=at, told=len(people))
    if not changed:
        raise Conflict("the findings have been published", field="walk", value=walk_id)
    for person, _, _ in people:
        notify.tell(
            person_id=person, subject=f"{walk.person.name} walked through {walk.touchpoint.name}",
            text="What was found, and what comes of it.", url=f"/ideas/walks/{walk.id}/", at=at,
            key=f"walk:{walk.id}:{person}",
        )  # fmt: skip
    audit.record(by=by, at=at, action="walk.published", entity="walk", entity_id=walk.id, data={"told": len(people)})
    walk.refresh_from_db()
    return walk


def own_walk(walk_id: UUID, by: Actor) -> Walk:
    """Return a walk that the actor took and has not published."""
    walk = queries.find_walk(by, walk_id)
    if walk.person_id != by.id:
        raise Denied("somebody else walked", field="walk", fix="take a walk of your own")
    if walk.published_at is not None:
        raise Refused("the findings have been published", field="walk", fix="take another walk")
    return walk
