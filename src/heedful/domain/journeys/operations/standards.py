"""Writes of service standards: levels are stated in versions that never change."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.customers import queries as customers
from heedful.domain.journeys.enums import Measure
from heedful.domain.journeys.models import ServiceStandard, ServiceStandardVersion
from heedful.domain.journeys.queries.touchpoints import touchpoint as known
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused

LARGEST = 10_000_000


@transaction.atomic
def publish_standard(
    *,
    code: str,
    name: str,
    touchpoint: str,
    measure: Measure,
    limit: int,
    share: int,
    owner_id: UUID,
    why: str,
    segment: str = "",
    by: Actor,
    at: datetime,
) -> ServiceStandardVersion:
    """State the level of a standard from `at` on: `share` percent of the contacts at `limit` or less.

    `limit` counts in the unit of the measure and is 0 for "resolved at the first contact". Touchpoint, measure and
    segment belong to the standard, not to a version: asked to change them, it refuses.
    """
    by.require_everywhere(Permission.SET_STANDARDS)
    _check(code, name, measure, limit, share, why)
    if segment and not customers.segments().filter(code=segment).exists():
        raise NotFound("no segment has this code", field="segment", value=segment)
    what = {"touchpoint_id": known(touchpoint).id, "measure": measure, "segment": segment}
    standard, created = ServiceStandard.objects.get_or_create(code=code, defaults={"name": name, **what})
    if not created and any(getattr(standard, field) != value for field, value in what.items()):
        raise Refused("a standard keeps what it measures", field="code", value=code, fix="end it and state a new one")
    current = standard.versions.filter(valid_to__isnull=True).first()
    if current is not None and current.valid_from >= at:
        raise Refused("a later version is in force already", field="at", value=at)
    standard.versions.filter(valid_to__isnull=True).update(valid_to=at)
    version = ServiceStandardVersion.objects.create(
        standard=standard, n=standard.versions.count() + 1, limit=limit, share=share,
        owner_id=organisation.person(owner_id).id, why=why, valid_from=at,
    )  # fmt: skip
    data = {"version": version.n}
    audit.record(by=by, at=at, action="standard.published", entity="standard", entity_id=standard.id, data=data)
    return version


@transaction.atomic
def end_standard(*, code: str, by: Actor, at: datetime) -> None:
    """Hold to this standard no longer from `at` on."""
    by.require_everywhere(Permission.SET_STANDARDS)
    ended = ServiceStandardVersion.objects.filter(standard__code=code, valid_to__isnull=True)
    if not ended.update(valid_to=at):
        raise NotFound("no standard in force has this code", field="code", value=code)
    audit.record(by=by, at=at, action="standard.ended", entity="standard", entity_id=code)


def _check(code: str, name: str, measure: Measure, limit: int, share: int, why: str) -> None:
    if not code or not name:
        raise Refused("a standard needs a code and a name", field="code" if not code else "name")
    if not 0 <= limit <= LARGEST or (measure is Measure.FIRST_CONTACT and limit):
        raise Refused("this limit does not fit the measure", field="limit", value=limit, fix=f"write 0 to {LARGEST}")
    if not 1 <= share <= 100:
        raise Refused("the target is a share from 1 to 100 %", field="share", value=share)
    if not why.strip():
        raise Refused("a standard says which expectation of customers it serves", field="why", fix="add a sentence")
