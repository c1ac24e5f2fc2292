"""Writes about the numbers that the company steers by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from uuid import UUID

from django.db import transaction

from heedful.domain.customers import queries as customers
from heedful.domain.measurement.enums import Measure
from heedful.domain.measurement.models import Kpi, KpiReading
from heedful.domain.measurement.queries.kpis import kpi
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Refused

LOWER = frozenset(Measure) - {Measure.FIRST_CONTACT, Measure.SUPPLIED}
MOST_READINGS = 100_000
CODE = re.compile(r"[-a-zA-Z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Steered:
    """A KPI as it is declared. What is measured elsewhere says itself whether less is better."""

    code: str
    title: str
    measure: Measure
    lower_is_better: bool = False
    covers: Sequence[str] = ()
    owner_id: UUID | None = None


@transaction.atomic
def keep_kpi(*, steered: Steered, by: Actor, at: datetime) -> Kpi:
    """Declare a number that the company steers by, or change its declaration."""
    by.require_everywhere(Permission.KEEP_KPIS)
    if not CODE.fullmatch(steered.code):
        fix = "write up to 40 letters, digits, hyphens and underscores"
        raise Refused("not a short name", field="code", value=steered.code[:60], fix=fix)
    if not steered.title.strip():
        raise Refused("a KPI needs a name", field="title", fix="name it as the people do who are measured by it")
    if steered.owner_id and steered.owner_id not in dict(organisation.colleague_choices(None, day_of(at))):
        raise Refused("nobody of this id works here", field="owner", value=steered.owner_id, fix="name one person")
    lower = steered.lower_is_better if steered.measure is Measure.SUPPLIED else steered.measure in LOWER
    values = {
        "title": steered.title.strip()[:200],
        "measure": steered.measure,
        "lower_is_better": lower,
        "covers": sorted({each.strip() for each in steered.covers if each.strip()}),
        "owner_id": steered.owner_id,
    }
    made, new = Kpi.objects.update_or_create(
        code=steered.code, defaults=values, create_defaults={**values, "since": at}
    )
    data = {**values, "owner_id": str(steered.owner_id or "")}
    audit.record(by=by, at=at, action="kpi.kept" if new else "kpi.changed", entity="kpi", entity_id=made.id, data=data)
    return made


@transaction.atomic
def drop_kpi(*, code: str, by: Actor, at: datetime) -> None:
    """Stop to steer by a number; its readings go with it, the trail keeps that it was."""
    by.require_everywhere(Permission.KEEP_KPIS)
    found = kpi(code)
    audit.record(by=by, at=at, action="kpi.dropped", entity="kpi", entity_id=found.id, data={"code": code})
    found.delete()


@transaction.atomic
def record_readings(*, code: str, month: date, values: Mapping[str, float], by: Actor, at: datetime) -> int:
    """Store what the company measured itself in a month, by code of the customer; a second load replaces the first."""
    by.require_everywhere(Permission.KEEP_KPIS)
    found = kpi(code)
    if found.measure != Measure.SUPPLIED:
        raise Refused("this KPI is counted here already", field="code", value=code, fix="supply values of another one")
    if len(values) > MOST_READINGS:
        raise Refused(f"more than {MOST_READINGS} values at once", field="values", fix="send them in parts")
    known = customers.account_ids_by_code(values)
    for name, value in values.items():
        if name not in known:
            raise Refused("no customer has this code", field="account", value=name, fix="load the customers first")
        if not isfinite(value):
            raise Refused("not a number", field="value", value=name, fix="leave the line out where it is not known")
    KpiReading.objects.filter(kpi=found, month=month.replace(day=1)).delete()
    KpiReading.objects.bulk_create(
        [
            KpiReading(kpi=found, account_id=known[name], month=month.replace(day=1), value=v)
            for name, v in values.items()
        ],
        batch_size=1_000,
    )
    data = {"code": code, "month": f"{month:%Y-%m}", "values": len(values)}
    audit.record(by=by, at=at, action="kpi.read", entity="kpi", entity_id=found.id, data=data)
    return len(values)
