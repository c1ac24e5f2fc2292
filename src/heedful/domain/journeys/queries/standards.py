"""Reads of service standards and how far they are kept, recomputed from the contacts each time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from heedful.analytics.definitions.model import Condition, Definition
from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.tally import Tally
from heedful.domain.journeys.enums import Measure
from heedful.domain.journeys.models import Interaction, ServiceStandard, ServiceStandardVersion
from heedful.domain.journeys.queries.interactions import interactions_by_id, visible_to
from heedful.domain.journeys.queries.window import days, reached
from heedful.domain.journeys.rules.figures import Verdict, standard_definition, tone, verdict
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound
from heedful.warehouse import engine


@dataclass(frozen=True, slots=True)
class Attained:
    """How far a standard is kept: the level in force, the figure with its interval, what that allows to be said."""

    standard: ServiceStandard
    version: ServiceStandardVersion
    figure: Figure
    verdict: Verdict
    tone: str


def standards() -> QuerySet[ServiceStandard]:
    """Return all standards with their versions."""
    return ServiceStandard.objects.select_related("touchpoint").prefetch_related("versions__owner")


def standard(code: str) -> ServiceStandard:
    """Return the standard with this code."""
    found = standards().filter(code=code).first()
    if found is None:
        raise NotFound("no standard has this code", field="code", value=code)
    return found


def attainments(
    actor: Actor,
    since: date,
    until: date,
    *,
    touchpoints: Collection[str] | None = None,
    permission: Permission = Permission.SEE_JOURNEYS,
) -> list[Attained]:
    """Return how far each standard in force is kept over the days [since, until), within the actor's reach.

    A contact is judged by the version in force on its day; days before the first version do not count. The reach is
    that of `permission`.
    """
    reach = reached(actor, permission)
    rows = standards().filter(versions__valid_to__isnull=True)
    if touchpoints is not None:
        rows = rows.filter(touchpoint__code__in=touchpoints)
    return [_attained(row, reach, since, until) for row in rows]


def attainment(code: str, actor: Actor, since: date, until: date) -> Attained:
    """Return how far one standard is kept; one that has ended is judged by its last version."""
    return _attained(standard(code), reached(actor), since, until)


def contacts_behind(code: str, actor: Actor, since: date, until: date, limit: int = 50) -> list[Interaction]:
    """Return the newest contacts that a standard's figure counts, of those in sight."""
    row, reach, keys = standard(code), reached(actor), []
    for definition, when in _pieces(row, since, until):
        keys += engine.keys(definition, (*when, *reach), limit=limit)
    seen = set(visible_to(actor).filter(id__in=keys).values_list("id", flat=True))
    return sorted(interactions_by_id(seen).values(), key=lambda each: each.started_at, reverse=True)[:limit]


def _attained(row: ServiceStandard, reach: list[Condition], since: date, until: date) -> Attained:
    total = Tally({"n": 0, "hits": 0})
    for definition, when in _pieces(row, since, until):
        total = total + engine.tallies(definition, (*when, *reach))[()]
    newest = list(row.versions.all())[-1]
    figure = measured(
        _definition(row, newest), total, group=row.code, label=row.name, since=f"{since:%Y-%m}", until=f"{until:%Y-%m}"
    )
    said = verdict(figure, newest.share)
    return Attained(row, newest, figure, said, tone(figure, said))


def _pieces(row: ServiceStandard, since: date, until: date) -> list[tuple[Definition, list[Condition]]]:
    """Return the definition of each version with the days of the window on which it held."""
    found = []
    for version in row.versions.all():
        begin = max(since, day_of(version.valid_from))
        end = min(until, day_of(version.valid_to)) if version.valid_to else until
        if begin < end:
            found.append((_definition(row, version), days(begin, end)))
    return found


def _definition(row: ServiceStandard, version: ServiceStandardVersion) -> Definition:
    return standard_definition(
        code=row.code,
        name=row.name,
        version=version.n,
        touchpoint=row.touchpoint.code,
        segment=row.segment,
        measure=Measure(row.measure),
        limit=version.limit,
        owner=version.owner.name,
        review=day_of(version.valid_from) + timedelta(days=365),
    )
