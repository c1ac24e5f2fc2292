"""The difference of two means of different people, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from heedful.analytics.inference.finding import Finding, Grade, joined
from heedful.analytics.inference.intervals import LEVEL

LEAST = 10


def two_means(one: Sequence[float], other: Sequence[float], *, level: float = LEVEL) -> Finding:
    """Return the mean of `one` minus that of `other` with Welch's interval (unequal spreads).

    Below ten values on either side there is no interval, so no claim.

    >>> found = two_means([70.0, 80.0] * 8, [50.0, 60.0] * 8)
    >>> found.estimate, round(found.low, 1), round(found.high, 1), found.n_used
    (20.0, 16.3, 23.7, 32)
    >>> two_means([70.0], [50.0]).low is None
    True
    """
    n = len(one) + len(other)
    estimate = fmean(one) - fmean(other) if one and other else 0.0
    if min(len(one), len(other)) < LEAST:
        return Finding(estimate=estimate, low=None, high=None, level=level, n_used=n, method="Welch")
    from scipy.stats import ttest_ind  # here, because importing it costs time that most pages need not pay

    if len(set(one)) == len(set(other)) == 1:
        low = high = estimate
    else:
        low, high = ttest_ind(one, other, equal_var=False).confidence_interval(level)
    return Finding(
        estimate=estimate,
        low=float(low),
        high=float(high),
        level=level,
        n_used=n,
        method="Welch",
        grade=Grade.ADJUSTED,
        warnings=joined(["who spoke up was not drawn: something else may differ"]),
    )
