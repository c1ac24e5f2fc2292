"""Did what was done help? Each customer that was helped against others that stood alike and were left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from heedful.analytics.inference.finding import Finding, Grade, joined
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import t_of

LEAST = 10
NEAR = 10.0
"""Points of the score within which two customers stand alike."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a customer went: the group of those like it (state, segment, close), its score before and after."""

    group: str
    before: float
    after: float


def matched_effect(helped: Sequence[Course], alone: Sequence[Course], *, level: float = LEVEL) -> Finding:
    """Compare the change of each helped customer with the mean change of those alike, within 10 points before.

    Customers without anybody alike are dropped and counted. Below ten matched ones there is no interval, so no claim.
    The change of the others takes away what would have happened anyway (a low score tends back to the middle).

    >>> helped = [Course("a", 50.0, 60.0 + place % 3) for place in range(12)]
    >>> alone = [Course("a", 52.0, 56.0), Course("a", 48.0, 54.0), Course("b", 50.0, 99.0)]
    >>> found = matched_effect(helped, alone)
    >>> round(found.estimate, 1), found.n_used, found.shown
    (6.0, 12, True)
    """
    gains = []
    for each in helped:
        like = [other for other in alone if other.group == each.group and abs(other.before - each.before) <= NEAR]
        if like:
            gains.append(each.after - each.before - fmean(other.after - other.before for other in like))
    n, dropped = len(gains), len(helped) - len(gains)
    common = {
        "n_used": n,
        "n_dropped": dropped,
        "reason": "nobody stood alike" if dropped else "",
        "method": "difference to matched customers",
    }
    if n < LEAST:
        return Finding(estimate=fmean(gains) if gains else 0.0, low=None, high=None, level=level, **common)  # type: ignore[arg-type]  # mixed values
    middle, half = fmean(gains), t_of(level, n - 1) * stdev(gains) / sqrt(n)
    return Finding(
        estimate=middle,
        low=middle - half,
        high=middle + half,
        level=level,
        grade=Grade.ADJUSTED,
        warnings=joined(["who was helped was chosen, not drawn: something else may differ", None]),
        **common,  # type: ignore[arg-type]  # mixed values
    )
