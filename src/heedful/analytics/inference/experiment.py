"""Experiments that may be looked at every day: the interval holds at all looks together."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

from heedful.analytics.inference.finding import Finding, Grade


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm of an experiment: number of units, sum and sum of squares of their values."""

    n: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Return the mean."""
        return self.total / self.n

    @property
    def variance(self) -> float:
        """Return the sample variance."""
        return (self.squares - self.total**2 / self.n) / (self.n - 1)


def difference(control: Arm, treated: Arm, *, planned: int, level: float = 0.95) -> Finding:
    """Estimate treated minus control with an interval that holds at every look [Waudby-Smith et al. 2021]."""
    variance = control.variance / control.n + treated.variance / treated.n
    return _finding(treated.mean - control.mean, variance, control.n + treated.n, planned, level, "difference")


def relative(control: Arm, treated: Arm, *, planned: int, level: float = 0.95) -> Finding:
    """Estimate the change relative to control by the delta method, with an interval that holds at every look.

    >>> found = relative(Arm(3000, 1396.87, 52377.9767), Arm(3461, 2422.7, 134698.29), planned=1000)
    >>> round(found.estimate, 5), round(found.low, 5), round(found.high, 5)
    (0.50336, -0.55844, 1.56516)
    """
    base = control.mean
    variance = treated.variance / treated.n / base**2 + control.variance / control.n * treated.mean**2 / base**4
    effect = (treated.mean - base) / base
    return _finding(effect, variance, control.n + treated.n, planned, level, "relative difference")


def sequence_half(variance: float, n: int, planned: int, alpha: float) -> float:
    """Return half the width of the confidence sequence at n units; narrowest near the planned number.

    `variance` is that of the effect. The first look and the hundredth hold together at 1 - alpha.
    """
    tuned = sqrt((-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned)
    inside = n * tuned**2 + 1
    return sqrt(n * variance) * sqrt(2 * inside * log(sqrt(inside) / alpha) / (n * tuned) ** 2)


def needed(deviation: float, effect: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return the units an arm that find a difference of means of this size, at a single look.

    >>> needed(20.0, 5.0)
    252
    """
    z = NormalDist()
    found = 2 * ((z.inv_cdf(1 - alpha / 2) + z.inv_cdf(power)) * deviation / effect) ** 2
    return -int(-found // 1)


def needed_with_looks(deviation: float, effect: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return the units an arm at which the confidence sequence finds a difference of this size with this power.

    It may be looked at every day, and that has its price: about twice what a single look needs. The half-width at the
    planned number is that of `sequence_half`; what is found earlier comes on top.

    >>> needed_with_looks(20.0, 5.0)
    481
    """
    tuned = -2 * log(alpha) + log(1 - 2 * log(alpha))
    wide = sqrt(2 * (tuned + 1) * log(sqrt(tuned + 1) / alpha) / tuned)
    found = 2 * ((wide + NormalDist().inv_cdf(power)) * deviation / effect) ** 2
    return -int(-found // 1)


def _finding(effect: float, variance: float, n: int, planned: int, level: float, what: str) -> Finding:
    half = sequence_half(variance, n, planned, 1 - level)
    return Finding(
        estimate=effect,
        low=effect - half,
        high=effect + half,
        level=level,
        n_used=n,
        method=f"{what}, confidence sequence",
        grade=Grade.RANDOMISED,
    )
