"""Reads of service targets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.analytics.calendar_intervals import Span
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.models import ServiceTarget, ServiceTargetVersion
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars


@dataclass(frozen=True, slots=True)
class Target:
    """A version of a promise with the calendar version it counts on."""

    kind: TargetKind
    version_id: UUID
    calendar_version_id: UUID
    amount: int
    span: Span
    pausable: bool


def targets() -> QuerySet[ServiceTarget]:
    """Return all promises with their versions, by code."""
    return ServiceTarget.objects.select_related("unit").prefetch_related("versions__calendar")


def targets_for(kind: str, priority: int, segment: str, unit_id: UUID, at: datetime) -> list[Target]:
    """Choose at most one promise of each kind for a case of this kind, priority, segment and unit at a time.

    The closest one wins: the nearest unit first, then segment, priority and case kind.
    """
    above = [unit_id, *(unit.id for unit in organisation.ancestors(unit_id, at.date()))]
    nearness = {each: len(above) - place for place, each in enumerate(above)}
    fitting = (
        ServiceTargetVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)
        .filter(Q(target__unit__isnull=True) | Q(target__unit_id__in=above))
        .exclude(target__kind=TargetKind.OLA)
        .filter(target__segment__in=["", segment], target__case_kind__in=["", kind])
        .filter(Q(target__priority__isnull=True) | Q(target__priority=priority))
        .select_related("target")
        .order_by("target__code")
    )

    def closeness(version: ServiceTargetVersion) -> tuple[int, bool, bool, bool]:
        target = version.target
        near = nearness[target.unit_id] if target.unit_id else 0
        return near, bool(target.segment), target.priority is not None, bool(target.case_kind)

    closest: dict[str, ServiceTargetVersion] = {}
    for version in sorted(fitting, key=closeness, reverse=True):
        closest.setdefault(version.target.kind, version)
    in_force = calendars.versions_in_force(at) if closest else {}
    return [_target(version, in_force[version.calendar_id]) for _, version in sorted(closest.items())]


def ola_for(unit_id: UUID, at: datetime) -> Target | None:
    """Return what a department or partner promised the others at a time: its own word, else that of the nearest above.

    A promise without a unit holds for everybody; None where nothing is promised.
    """
    above = [unit_id, *(unit.id for unit in organisation.ancestors(unit_id, at.date()))]
    found = (
        ServiceTargetVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at), valid_from__lte=at)
        .filter(Q(target__unit__isnull=True) | Q(target__unit_id__in=above), target__kind=TargetKind.OLA)
        .select_related("target")
        .order_by("target__code")
    )

    def distance(version: ServiceTargetVersion) -> int:
        return above.index(version.target.unit_id) if version.target.unit_id else len(above)

    nearest = min(found, key=distance, default=None)
    return _target(nearest, calendars.versions_in_force(at)[nearest.calendar_id]) if nearest else None


def targets_of(pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Target]:
    """Return the promises a clock is bound to, by (target version, calendar version)."""
    versions = ServiceTargetVersion.objects.select_related("target").in_bulk([version_id for version_id, _ in pairs])
    return {pair: _target(versions[pair[0]], pair[1]) for pair in pairs}


def _target(version: ServiceTargetVersion, calendar_version_id: UUID) -> Target:
    return Target(
        TargetKind(version.target.kind),
        version.id,
        calendar_version_id,
        version.amount,
        Span(version.span),
        version.pausable,
    )
