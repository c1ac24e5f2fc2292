"""How long an answer or a complaint took to reach somebody who can act on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from heedful.rendering.numbers import number


@dataclass(frozen=True, slots=True)
class Times:
    """A census of events. A quantile that falls among those that reached nobody yet is None."""

    events: int
    reached: int
    median_hours: float | None
    p95_hours: float | None


def reckon(hours: Sequence[float | None]) -> Times:
    """Reckon the times of events; None has reached nobody and counts as longer than every time that is known.

    >>> reckon([1.0, 3.0, 2.0, None])
    Times(events=4, reached=3, median_hours=2.0, p95_hours=None)
    """
    ordered = sorted(inf if each is None else each for each in hours)

    def quantile(share: float) -> float | None:
        found = ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else inf
        return None if found == inf else found

    reached = sum(each != inf for each in ordered)
    return Times(len(ordered), reached, quantile(0.5), quantile(0.95))


def in_hours(hours: float | None) -> str:
    """Say a time.

    >>> in_hours(0.25), in_hours(30.0), in_hours(None)
    ('15 min', '30.0 h', 'not reached yet')
    """
    if hours is None:
        return "not reached yet"
    return f"{number(60 * hours)} min" if hours < 1 else f"{number(hours, 1)} h"
