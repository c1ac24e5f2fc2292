"""Who stands out among many? An over-dispersed funnel with control of false discoveries: a reason to look.

With 200 honest people some always stand out by chance, and honest people differ more than chance alone. The common
spread is estimated first (Spiegelhalter 2005, winsorised), then q values are those of Benjamini and Hochberg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

from heedful.analytics.inference.changes import benjamini_hochberg
from heedful.analytics.inference.counts import at_most

WINSORISED = 0.1
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One of the many: what was counted, what its mix lets expect, the q value of having so many or more."""

    observed: int
    expected: float
    q: float

    @property
    def stands_out(self) -> bool:
        """Say whether to look here: of those that stand out at most 5 % are expected to do so by chance."""
        return self.q <= 0.05


def spread(observed: Sequence[int], expected: Sequence[float]) -> float:
    """Return how many times the variance of honest counts exceeds Poisson's; at least 1.

    >>> spread([4, 5, 6, 5] * 5, [5.0] * 20)
    1.0
    """
    scores = sorted((y - e) / sqrt(e) for y, e in zip(observed, expected, strict=True) if e > 0)
    if len(scores) < FEWEST:
        return 1.0
    cut = int(len(scores) * WINSORISED)
    low, high = scores[cut], scores[-1 - cut]
    return max(1.0, sum(min(max(z, low), high) ** 2 for z in scores) / len(scores))


def funnel(observed: Sequence[int], expected: Sequence[float]) -> list[Place]:
    """Place each of the many; counts are negative binomial with the common spread.

    >>> places = funnel([5] * 30 + [25], [5.0] * 31)
    >>> [place.stands_out for place in places].count(True), places[-1].stands_out
    (1, True)
    """
    phi = spread(observed, expected)
    tails = [
        1 - at_most(y - 1, e, e / (phi - 1) if phi > 1 else inf) if e > 0 else 1.0
        for y, e in zip(observed, expected, strict=True)
    ]
    qs = benjamini_hochberg(tails)
    return [Place(y, e, q) for y, e, q in zip(observed, expected, qs, strict=True)]
