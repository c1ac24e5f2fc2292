"""Which weeks belong to a plan: before the fix, settling, after it. A bucket is a week from Monday on."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
ENOUGH_BASE = 4
HISTORY = 52
"""Weeks before the trigger from which the dispersion is estimated; fewer than 26 are no history."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The weeks of a plan by their Mondays, and whether the base had to reach behind the trigger."""

    before: tuple[date, ...]
    settling: tuple[date, ...]
    after: tuple[date, ...]
    weak: bool


def week_of(day: date) -> date:
    """Return the Monday of a day."""
    return day - timedelta(days=day.weekday())


def base_weeks(trigger_on: date, effective_on: date) -> tuple[tuple[date, ...], bool]:
    """Return the whole weeks strictly between the trigger and the fix; fewer than four reach back before the trigger.

    The trigger's own week never counts: it was chosen for being high.
    """
    trigger, effect = week_of(trigger_on), week_of(effective_on)
    between = tuple(trigger + n * WEEK for n in range(1, (effect - trigger) // WEEK))
    lacking = max(0, ENOUGH_BASE - len(between))
    return (*(trigger - n * WEEK for n in range(lacking, 0, -1)), *between), lacking > 0


def windows(trigger_on: date, effective_on: date, *, settling: int, watch: int) -> Windows:
    """Lay a plan out: the week in which the fix takes effect belongs to settling."""
    before, weak = base_weeks(trigger_on, effective_on)
    effect = week_of(effective_on)
    first = effect + (WEEK if effective_on > effect else timedelta(0)) + settling * WEEK
    quiet = tuple(effect + n * WEEK for n in range((first - effect) // WEEK))
    return Windows(before, quiet, tuple(first + n * WEEK for n in range(watch)), weak)


def whole_weeks(weeks: tuple[date, ...], today: date) -> tuple[date, ...]:
    """Keep the weeks that are over."""
    return tuple(monday for monday in weeks if monday + WEEK <= today)
