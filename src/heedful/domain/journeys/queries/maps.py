"""Reads of journey maps: the list, the file, and the picture with its lanes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from heedful.analytics.scores.figure import Figure
from heedful.domain.journeys.enums import Side
from heedful.domain.journeys.models import JourneyMap, MapVersion, ServiceStandardVersion, Step
from heedful.domain.journeys.queries.standards import Attained, attainments
from heedful.domain.journeys.queries.troubles import failures
from heedful.foundation.access import Actor
from heedful.foundation.errors import NotFound

MOST_VERSIONS = 1_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step on the picture: its number from the start, the standards held there, how many contacts failed."""

    step: Step
    number: int
    standards: list[Attained]
    failed: Figure | None


@dataclass(frozen=True, slots=True)
class Lane:
    """The steps of one actor on one side, stage by stage."""

    side: Side
    actor: str
    cells: list[list[Drawn]]
    below_line: bool
    """Whether the line of visibility runs above this lane."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A map as it is drawn: stages across, lanes down; customers see what lies above the line of visibility."""

    stages: list[str]
    lanes: list[Lane]
    steps: list[Drawn]


def maps() -> QuerySet[JourneyMap]:
    """Return all maps with how many steps they have and their newest version; every colleague may read them."""
    here = Q(steps__removed_at__isnull=True)
    counted = JourneyMap.objects.annotate(
        step_count=Count("steps", filter=here, distinct=True), newest=Max("versions__n")
    )
    return counted.select_related("owner")


def journey_map(code: str) -> JourneyMap:
    """Return the map with this code."""
    found = JourneyMap.objects.select_related("owner").filter(code=code).first()
    if found is None:
        raise NotFound("no journey has this code", field="code", value=code, fix="see the list of journeys")
    return found


def version_of(code: str, n: int | None = None) -> MapVersion:
    """Return a version of a map's file, the newest one by default."""
    rows = MapVersion.objects.filter(map__code=code).select_related("map", "made_by")
    wanted = rows.order_by("-n") if n is None else rows.filter(n=min(n, MOST_VERSIONS))
    found = wanted.first()
    if found is None:
        raise NotFound("this journey has no such version", field="version", value=n)
    return found


def versions_of(code: str) -> list[MapVersion]:
    """Return all versions of a map, newest first."""
    return list(MapVersion.objects.filter(map__code=code).select_related("made_by").order_by("-n"))


def changes_of(version: MapVersion) -> list[str]:
    """Return what a version changed, line by line, as a unified diff; a first version is all new."""
    before = MapVersion.objects.filter(map_id=version.map_id, n=version.n - 1).first()
    old = before.text.splitlines() if before else []
    lines = difflib.unified_diff(old, version.text.splitlines(), f"version {version.n - 1}", f"version {version.n}",
                                 lineterm="", n=2)  # fmt: skip
    return list(lines)


def steps_of(code: str) -> list[Step]:
    """Return the steps of a map in order, with touchpoint and owner."""
    here = Step.objects.filter(map__code=code, removed_at__isnull=True)
    return list(here.select_related("touchpoint", "owner").order_by("position"))


def step_of(code: str, step: str) -> Step:
    """Return one step of a map as it stands."""
    found = Step.objects.filter(map__code=code, code=step, removed_at__isnull=True)
    row = found.select_related("touchpoint", "owner", "map").first()
    if row is None:
        raise NotFound("no step has this code", field="step", value=step)
    return row


def all_steps() -> list[Step]:
    """Return the steps of all maps as they stand."""
    return list(Step.objects.filter(removed_at__isnull=True).select_related("map").order_by("map__name", "position"))


def steps_with_standard(at: datetime) -> list[Step]:
    """Return the steps of all maps whose touchpoint carries a standard in force at a time."""
    held = ServiceStandardVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)
    rows = Step.objects.filter(removed_at__isnull=True, touchpoint_id__in=held.values("standard__touchpoint_id"))
    return list(rows.select_related("map", "touchpoint").order_by("map__name", "position"))


def picture(code: str, actor: Actor, since: date, until: date) -> Picture:
    """Return a map as it is drawn, with its numbers over the days [since, until) within the actor's reach."""
    steps = steps_of(code)
    places = {step.touchpoint.code for step in steps if step.touchpoint}
    held: dict[str, list[Attained]] = {}
    for each in attainments(actor, since, until, touchpoints=places):
        held.setdefault(each.standard.touchpoint.code, []).append(each)
    failed = failures(actor, since, until)
    drawn = [_drawn(step, number, held, failed) for number, step in enumerate(steps, start=1)]
    stages = list(dict.fromkeys(step.stage for step in steps))
    names = {step.stage: step.stage_name for step in steps}
    lanes: list[Lane] = []
    for side in Side:
        for who in dict.fromkeys(step.actor for step in steps if step.side == side):
            mine = [each for each in drawn if each.step.side == side and each.step.actor == who]
            cells = [[each for each in mine if each.step.stage == stage] for stage in stages]
            first_behind = side is Side.BACK and not any(lane.side is Side.BACK for lane in lanes)
            lanes.append(Lane(side, who, cells, first_behind))
    return Picture([names[stage] for stage in stages], lanes, drawn)


def _drawn(step: Step, number: int, held: Mapping[str, list[Attained]], failed: Mapping[str, Figure]) -> Drawn:
    place = step.touchpoint.code if step.touchpoint else ""
    return Drawn(step, number, held.get(place, []), failed.get(place))
