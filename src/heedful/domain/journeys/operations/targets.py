"""Writes of service targets: a promise is stated in versions that never change."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.analytics.calendar_intervals import COUNTED_IN_SECONDS, Span
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.models import ServiceTarget, ServiceTargetVersion
from heedful.domain.journeys.rules.promise_sets import SETS
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

LONGEST_SECONDS = 366 * 24 * 3600


@transaction.atomic
def publish_target(
    *,
    code: str,
    name: str,
    kind: TargetKind,
    amount: int,
    span: Span,
    pausable: bool,
    calendar: str,
    case_kind: str = "",
    priority: int | None = None,
    segment: str = "",
    unit_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> ServiceTargetVersion:
    """Publish the next version of a promise from `at`; clocks that run keep the version they are bound to.

    `amount` counts in `span`; `calendar` is a calendar's code. The conditions belong to the promise, not to a version:
    asked to change them, it refuses.
    """
    _check(amount, span, pausable)
    conditions = {
        "kind": kind, "case_kind": case_kind, "priority": priority, "segment": segment, "unit_id": unit_id,
    }  # fmt: skip
    target, created = ServiceTarget.objects.get_or_create(code=code, defaults={"name": name, **conditions})
    if not created and any(getattr(target, field) != value for field, value in conditions.items()):
        raise Refused("a promise keeps its conditions", field="code", value=code, fix="end it and state a new one")
    current = target.versions.filter(valid_to__isnull=True).first()
    if current is not None and current.valid_from >= at:
        raise Refused("a later version is in force already", field="at", value=at)
    target.versions.filter(valid_to__isnull=True).update(valid_to=at)
    version = ServiceTargetVersion.objects.create(
        target=target,
        n=target.versions.count() + 1,
        amount=amount,
        span=span,
        pausable=pausable,
        calendar_id=calendars.calendar(calendar).id,
        valid_from=at,
    )
    audit.record(
        by=by, at=at, action="target.published", entity="target", entity_id=target.id, data={"version": version.n}
    )
    return version


@transaction.atomic
def publish_set(
    *, name: str, calendar: str, unit_id: UUID | None = None, by: Actor, at: datetime
) -> list[ServiceTargetVersion]:
    """Publish a prescribed set of promises for complaints on a calendar, for all or for a unit; none of them pauses."""
    if name not in SETS:
        raise Refused("no such set of promises", field="set", value=name, fix=", ".join(SETS))
    suffix = f"-{organisation.find_unit(unit_id).code}" if unit_id else ""
    return [
        publish_target(
            code=each.code + suffix, name=each.name, kind=each.kind, amount=each.amount, span=each.span,
            pausable=False, calendar=calendar, case_kind="complaint", unit_id=unit_id, by=by, at=at,
        )
        for each in SETS[name]
    ]  # fmt: skip


@transaction.atomic
def end_target(*, code: str, by: Actor, at: datetime) -> None:
    """Promise this no longer to cases opened from `at` on."""
    ended = ServiceTargetVersion.objects.filter(target__code=code, valid_to__isnull=True)
    if not ended.update(valid_to=at):
        raise Refused("no promise in force has this code", field="code", value=code)
    audit.record(by=by, at=at, action="target.ended", entity="target", entity_id=code)


def _check(amount: int, span: Span, pausable: bool) -> None:
    if amount <= 0:
        raise Refused("a promise needs an amount", field="amount", value=amount, fix="give 1 or more")
    if span in COUNTED_IN_SECONDS and amount > LONGEST_SECONDS:
        raise Refused("a promise in seconds ends within a year", field="amount", value=amount, fix="count in weeks")
    if span not in COUNTED_IN_SECONDS and amount > 366:
        raise Refused("a promise in days or weeks ends within 366", field="amount", value=amount)
    if pausable and span not in COUNTED_IN_SECONDS:
        raise Refused("a promise by the day or week cannot pause", field="pausable", fix="count in seconds instead")
