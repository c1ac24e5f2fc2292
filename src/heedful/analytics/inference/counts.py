"""Events over exposure that come in clumps: their dispersion and the exact limits of their rate.

`y` events over an exposure `e` (deliveries, weeks) are negative binomial with mean `rate * e` and shape `e / D`;
D is in units of exposure and 0 means Poisson. Sums over exposure keep the same D: windows of any length compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

FEWEST_BUCKETS = 26


@dataclass(frozen=True, slots=True)
class Window:
    """What happened in a stretch of time: events, and the exposure in which they could happen."""

    count: int
    exposure: float

    @property
    def rate(self) -> float:
        """Events per unit of exposure; 0 without exposure."""
        return self.count / self.exposure if self.exposure else 0.0

    def __add__(self, other: Window) -> Window:
        return Window(self.count + other.count, self.exposure + other.exposure)


def total(windows: Sequence[Window]) -> Window:
    """Add up windows.

    >>> total([Window(2, 1.0), Window(3, 1.5)])
    Window(count=5, exposure=2.5)
    """
    return sum(windows, Window(0, 0.0))


def dispersion(windows: Sequence[Window]) -> float:
    """Estimate D by moments from windows without a change in them; 0 where they vary no more than Poisson.

    Source: the variance of y is m e + D m^2 e with m = sum(y) / sum(e).

    >>> dispersion([Window(y, 1.0) for y in (4, 6, 5, 5)])
    0.0
    >>> round(dispersion([Window(y, 1.0) for y in (0, 12, 1, 11)]), 2)
    0.96
    """
    n, every = len(windows), total(windows)
    if n < 2 or not every.count or not every.exposure:
        return 0.0
    m = every.rate
    squares = sum((window.count - m * window.exposure) ** 2 for window in windows)
    return max(0.0, (n / (n - 1) * squares - m * every.exposure) / (m * m * every.exposure))


def pooled_dispersion(groups: Sequence[Sequence[Window]]) -> float:
    """Estimate one D from several sibling series, weighted by their events: for a series with too short a history.

    >>> pooled_dispersion([[Window(0, 1.0), Window(12, 1.0)], [Window(5, 1.0), Window(5, 1.0)]])
    1.0
    """
    weights = [total(group).count for group in groups]
    if not sum(weights):
        return 0.0
    return sum(dispersion(group) * weight for group, weight in zip(groups, weights, strict=True)) / sum(weights)


def at_most(y: int, mean: float, shape: float) -> float:
    """Return P(Y <= y) for a negative binomial of this mean and shape; an infinite shape is Poisson.

    >>> round(at_most(3, 5.0, inf), 4), round(at_most(3, 5.0, 5.0), 4)
    (0.265, 0.3633)
    """
    from scipy.special import betaincc, pdtr  # here, because importing it costs 0.2 s that most pages need not pay

    if y < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    return float(pdtr(y, mean) if shape == inf else betaincc(y + 1, shape, mean / (shape + mean)))


def upper_rate(window: Window, d: float, alpha: float) -> float:
    """Return the one-sided upper limit of the rate: where as few events as these have probability `alpha`.

    >>> round(upper_rate(Window(0, 1.0), 0.0, 0.05), 3), round(upper_rate(Window(0, 1.0), 0.2, 0.05), 3)
    (2.996, 4.103)
    """
    return _rate_at(window.count, window.exposure, d, alpha)


def lower_rate(window: Window, d: float, alpha: float) -> float:
    """Return the one-sided lower limit of the rate: where as many events as these have probability `alpha`.

    >>> round(lower_rate(Window(10, 1.0), 0.0, 0.05), 3), lower_rate(Window(0, 1.0), 0.2, 0.05)
    (5.425, 0.0)
    """
    return _rate_at(window.count - 1, window.exposure, d, 1 - alpha) if window.count else 0.0


def _rate_at(y: int, exposure: float, d: float, probability: float) -> float:
    """Solve P(Y <= y) = probability for the rate."""
    from scipy.special import betainccinv, gammainccinv

    if exposure <= 0:
        return inf
    if d == 0:
        return float(gammainccinv(y + 1, probability)) / exposure
    share = float(betainccinv(y + 1, exposure / d, probability))
    return share / (1 - share) / d if share < 1 else inf
