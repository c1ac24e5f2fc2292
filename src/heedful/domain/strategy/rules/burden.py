"""What a decision costs customers: hours by simple arithmetic, everything else in its own unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

OWN_UNITS = ("steps", "documents", "visits", "channel_changes", "waiting_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What one segment goes through: seconds and counts per occasion, before and after the decision."""

    segment: str = ""
    customers: int
    times_a_year: Decimal
    seconds_before: int
    seconds_after: int
    steps_before: int = 0
    steps_after: int = 0
    documents_before: int = 0
    documents_after: int = 0
    visits_before: int = 0
    visits_after: int = 0
    channel_changes_before: int = 0
    channel_changes_after: int = 0
    waiting_days_before: int = 0
    waiting_days_after: int = 0


def seconds_a_year(customers: int, times_a_year: Decimal, before: int, after: int) -> Fraction:
    """Return customers x times a year x (after - before), in seconds; relief is negative.

    >>> seconds_a_year(40_000, Decimal(2), 120, 480) / 3600
    Fraction(8000, 1)
    """
    return customers * Fraction(times_a_year) * (after - before)


def hours_a_year(burdens: Iterable[Burden]) -> Fraction:
    """Return the hours a year that all segments together spend more (or, negative, less)."""
    parts = (
        seconds_a_year(each.customers, each.times_a_year, each.seconds_before, each.seconds_after) for each in burdens
    )
    return sum(parts, Fraction(0)) / 3600


def quarter_of(day: date) -> date:
    """Return the first day of the quarter.

    >>> quarter_of(date(2026, 5, 31)).isoformat()
    '2026-04-01'
    """
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
