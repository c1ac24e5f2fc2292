"""Reads of guidelines and procedures: which words held where and when, within what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from heedful.domain.communication.queries import announcements, force
from heedful.domain.communication.rules.wording import Words
from heedful.domain.guidance.enums import GuidanceKind
from heedful.domain.guidance.models import Bound, Guidance
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound

B = TypeVar("B", bound=Bound)


@dataclass(frozen=True, slots=True)
class Document:
    """A guideline or procedure as it held at a time: `version` 0 says that nothing was in force then."""

    guidance: Guidance
    code: str
    title: str
    audience: str
    owner: str
    version: int
    effective_at: datetime | None
    words: Mapping[str, Words]
    where: list[str]


def documents(actor: Actor, at: datetime, kind: GuidanceKind | None = None) -> list[Document]:
    """Return the guidelines and procedures whose audience holds a unit in the actor's reach, as they hold at a time."""
    rows = _rows()
    if kind is not None:
        rows = [row for row in rows if row.kind == kind]
    return _as_of(_seen(actor, rows, at), at)


def document(actor: Actor, guidance_id: UUID, at: datetime) -> Document:
    """Return one document in sight; raise NotFound otherwise."""
    found = [each for each in documents(actor, at) if each.guidance.id == guidance_id]
    if not found:
        raise NotFound("no guideline or procedure has this id", field="guidance", value=guidance_id)
    return found[0]


def for_case(actor: Actor, touchpoint_id: UUID, at: datetime) -> list[Document]:
    """Return what held at a touchpoint, and in the steps that lie on it, at the time of a case."""
    rows = [
        row
        for row in _rows()
        if any(each.touchpoint_id == touchpoint_id for each in bound(row.touchpoints.all(), at))
        or any(each.step.touchpoint_id == touchpoint_id for each in bound(row.steps.all(), at))
    ]
    return [each for each in _as_of(_seen(actor, rows, at), at) if each.version]


def steps_without(at: datetime) -> list[tuple[str, str]]:
    """Return (journey, step) of the steps that carry a standard in force and have no procedure in force."""
    held = _as_of([row for row in _rows() if row.kind == GuidanceKind.PROCEDURE], at)
    done = {each.step_id for one in held if one.version for each in bound(one.guidance.steps.all(), at)}
    return [(step.map.name, step.name) for step in journeys.steps_with_standard(at) if step.id not in done]


def bound(rows: Iterable[B], at: datetime) -> list[B]:
    """Return the rows that say where guidance held at a time."""
    begun = [each for each in rows if each.since is None or each.since <= at]
    return [each for each in begun if each.until is None or at < each.until]


def _rows() -> list[Guidance]:
    found = Guidance.objects.select_related("announcement__audience", "announcement__owner", "standard")
    return list(found.prefetch_related("touchpoints__touchpoint", "steps__step__map"))


def _seen(actor: Actor, rows: list[Guidance], at: datetime) -> list[Guidance]:
    actor.require(Permission.SEE_GUIDANCE)
    reach = actor.units(Permission.SEE_GUIDANCE)
    if reach is None:
        return rows
    named = force.audiences_of([row.announcement_id for row in rows])
    above = organisation.units_above(day_of(at))
    return [row for row in rows if any(inside(unit, named[row.announcement_id], above) for unit in reach)]


def inside(unit: UUID, named: tuple[frozenset[UUID], frozenset[UUID]], above: Mapping[UUID, list[UUID]]) -> bool:
    """Say whether a unit belongs to an audience that names some units above it and leaves others out."""
    line = {unit, *above.get(unit, [])}
    return bool(line & named[0]) and not line & named[1]


def _as_of(rows: list[Guidance], at: datetime) -> list[Document]:
    held = force.held_at([row.announcement_id for row in rows], at)
    made = []
    for row in rows:
        version = held.get(row.announcement_id)
        where = [each.touchpoint.name for each in bound(row.touchpoints.all(), at)]
        where += [f"{each.step.map.name}: {each.step.name}" for each in bound(row.steps.all(), at)]
        made.append(
            Document(
                guidance=row,
                code=row.announcement.code,
                title=announcements.title_of(version) or row.announcement.code,
                audience=row.announcement.audience.name,
                owner=row.announcement.owner.name,
                version=version.n if version else 0,
                effective_at=version.effective_at if version else None,
                words=force.words_at(version, at) if version else {},
                where=where,
            )
        )
    return sorted(made, key=lambda each: (each.guidance.kind, each.title.casefold()))
