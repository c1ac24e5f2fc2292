"""When a difference may be called better or worse."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist


def difference_p(centre: float, error: float, other_centre: float, other_error: float) -> float:
    """Return the two-sided p value of a difference between disjoint groups or periods (z test).

    >>> round(difference_p(40.0, 3.0, 30.0, 4.0), 4)
    0.0455
    """
    spread = sqrt(error**2 + other_error**2)
    if spread == 0:
        return 1.0 if centre == other_centre else 0.0
    return 2 * NormalDist().cdf(-abs(centre - other_centre) / spread)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Turn the p values of one screen into q values, in the same order.

    >>> [round(q, 3) for q in benjamini_hochberg([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    result, smallest = [1.0] * len(p_values), 1.0
    for place, index in enumerate(order):
        smallest = min(smallest, p_values[index] * len(p_values) / (len(p_values) - place))
        result[index] = smallest
    return result
