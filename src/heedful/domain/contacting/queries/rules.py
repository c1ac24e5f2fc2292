"""Reads of the rules: which version holds for whom."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.contacting.models import ContactRules
from heedful.domain.contacting.rules.limits import Limits
from heedful.domain.organisation import queries as organisation

SHIPPED = 0
"""The number of the rules that the product comes with, before anybody has set any."""


def versions() -> QuerySet[ContactRules]:
    """Return every version, newest first."""
    return ContactRules.objects.select_related("unit")


def in_force(units: Collection[UUID | None], on: date) -> Mapping[UUID | None, tuple[int, Limits]]:
    """Map each unit to the number and limits that hold for its customers: the newest of the nearest unit that has any.

    No unit stands for customers whom no unit serves: the company's rules hold for them.
    """
    newest: dict[UUID | None, ContactRules] = {}
    for row in ContactRules.objects.order_by("-number"):
        newest.setdefault(row.unit_id, row)
    above = organisation.units_above(on) if newest.keys() - {None} else {}
    found: dict[UUID | None, tuple[int, Limits]] = {}
    for unit in {*units, None}:
        lineage = [unit, *above.get(unit, []), None] if unit is not None else [None]
        held = next((newest[each] for each in lineage if each in newest), None)
        found[unit] = (SHIPPED, Limits()) if held is None else (held.number, limits_of(held))
    return found


def limits_of(row: ContactRules) -> Limits:
    """Return a version's limits."""
    return Limits(**{field.name: getattr(row, field.name) for field in fields(Limits)})
