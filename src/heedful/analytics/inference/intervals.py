"""Confidence intervals from integer counts."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, hypot, sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95


class Estimate(NamedTuple):
    """An estimate with its interval, and the centre and standard error that a comparison uses."""

    value: float
    low: float | None
    high: float | None
    centre: float | None
    error: float | None


def z_of(level: float) -> float:
    """Return the two-sided normal quantile.

    >>> round(z_of(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 2)


def nps_plain_error(promoters: int, detractors: int, n: int) -> float:
    """Return the plain standard error of a Net Promoter Score, in points: sqrt((p + d - m^2) / n).

    The answers 0, 7, 7, 9, 9, 9 are the oracle of the R package NPS. Small teams need the adjusted interval instead.

    >>> round(nps_plain_error(3, 1, 6), 1)
    30.4
    """
    p, d = promoters / n, detractors / n
    return 100 * sqrt((p + d - (p - d) ** 2) / n)


def nps_interval(promoters: int, detractors: int, n: int, level: float = LEVEL) -> Estimate:
    """Give a Net Promoter Score its adjusted Wald interval, in points from -100 to 100.

    Three pseudo-answers are added: 3/4 promoter, 3/2 passive, 3/4 detractor [Rocks 2016]. The interval needs n >= 2.

    >>> [round(x, 1) for x in nps_interval(3, 1, 6)]
    [33.3, -26.7, 71.2, 22.2, 25.0]
    >>> nps_interval(1, 0, 1)
    Estimate(value=100.0, low=None, high=None, centre=None, error=None)
    """
    value = 100 * (promoters - detractors) / n
    if n < 2:
        return Estimate(value, None, None, None, None)
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    centre, error = 100 * (p - d), 100 * sqrt((p + d - (p - d) ** 2) / (n + 3))
    half = z_of(level) * error
    low, high = max(-100.0, centre - half), min(100.0, centre + half)
    return Estimate(value, min(low, value), max(high, value), centre, error)


def wilson(hits: int, n: int, level: float = LEVEL) -> Estimate:
    """Give a share its Wilson interval, from 0 to 1.

    Centre and error are those of the Agresti-Caffo comparison (one hit and one miss added).

    >>> [round(x, 3) for x in wilson(80, 100)[:3]]
    [0.8, 0.711, 0.867]
    """
    z, f = z_of(level), hits / n
    scale = 1 + z * z / n
    middle = (f + z * z / (2 * n)) / scale
    half = z * sqrt(f * (1 - f) / n + z * z / (4 * n * n)) / scale
    centre = (hits + 1) / (n + 2)
    return Estimate(
        f, min(f, max(0.0, middle - half)), max(f, min(1.0, middle + half)), centre,
        sqrt(centre * (1 - centre) / (n + 2)),
    )  # fmt: skip


def share_difference(one: tuple[int, int], other: tuple[int, int], level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of the difference of two shares, each (hits, n), from -1 to 1 [Newcombe 1998, method 10].

    >>> [round(x, 4) for x in share_difference((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    a, b = wilson(*one, level=level), wilson(*other, level=level)
    (low_a, high_a), (low_b, high_b) = ((x.low or 0.0, 1.0 if x.high is None else x.high) for x in (a, b))
    gap = a.value - b.value
    return gap - hypot(a.value - low_a, high_b - b.value), gap + hypot(high_a - a.value, b.value - low_b)


def mean_interval(n: int, total: int, squares: int, level: float = LEVEL) -> Estimate:
    """Give a mean its t interval from n, the sum and the sum of squares; the interval needs n >= 5.

    >>> [round(x, 3) for x in mean_interval(5, 15, 55)[:3]]
    [3.0, 1.037, 4.963]
    """
    value = total / n
    if n < 5:
        return Estimate(value, None, None, None, None)
    from scipy.special import stdtrit  # here, because importing it costs 0.2 s that most pages need not pay

    variance = (n * squares - total * total) / (n * (n - 1))
    error = sqrt(max(0.0, variance) / n)
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * error
    return Estimate(value, value - half, value + half, value, error)


def median_interval(histogram: Mapping[int, int], level: float = LEVEL) -> Estimate:
    """Give a median its order-statistic interval from counts per value; the interval needs n >= 6.

    >>> median_interval({1: 4, 2: 4, 9: 4})[:3]
    (2.0, 1.0, 9.0)
    >>> median_interval({10: 1, 20: 1})[:3]
    (15.0, None, None)
    """
    n = sum(histogram.values())
    value = (_ranked(histogram, (n + 1) // 2) + _ranked(histogram, n // 2 + 1)) / 2
    if n < 6:
        return Estimate(value, None, None, None, None)
    half = z_of(level) * sqrt(n) / 2
    low = _ranked(histogram, max(1, floor(n / 2 - half)))
    high = _ranked(histogram, min(n, ceil(n / 2 + half) + 1))
    return Estimate(value, float(low), float(high), None, None)


def _ranked(histogram: Mapping[int, int], rank: int) -> int:
    """Return the value at a rank counted from 1."""
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen >= rank:
            return value
    raise ValueError(f"rank {rank} lies outside {seen} values")
