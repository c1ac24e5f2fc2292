"""Reads of thresholds."""

from __future__ import annotations

from dataclasses import fields

from django.db.models import QuerySet

from heedful.analytics.value.portfolio import Thresholds
from heedful.domain.portfolio.models import ThresholdsVersion

SHIPPED = 0
"""The number of the thresholds that the product comes with, before anybody has set any."""


def versions() -> QuerySet[ThresholdsVersion]:
    """Return every version, newest first."""
    return ThresholdsVersion.objects.all()


def in_force() -> tuple[int, Thresholds]:
    """Return the newest version's number and thresholds; number 0 is what the product comes with."""
    newest = versions().first()
    return (SHIPPED, Thresholds()) if newest is None else (newest.number, values_of(newest))


def version(number: int) -> Thresholds:
    """Return the thresholds of a version."""
    found = versions().filter(number=number).first()
    return Thresholds() if found is None else values_of(found)


def values_of(row: ThresholdsVersion) -> Thresholds:
    """Return a version's thresholds."""
    names = [field.name for field in fields(Thresholds)]
    return Thresholds(**{name: getattr(row, name) for name in names})
