"""What a plan can show before it starts: the chance of each verdict if the fix does what it promises."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt

from heedful.analytics.inference.counts import Window, at_most, upper_rate
from heedful.analytics.inference.effect import Law, fall_p

SPREAD = 6  # standard deviations of the base that are added up


def power(
    law: Law, *, before_rate: float, before_exposure: float, after_rate: float, after_exposure: float
) -> tuple[float, float]:
    """Return the chances that one look shows a fall, and that it shows a fall and the target: A, and A with B.

    Both windows are drawn from the law of the plan, so the uncertainty of the base is counted.

    >>> [round(x, 2) for x in power(
    ...     Law(target=7.5), before_rate=15, before_exposure=5, after_rate=5, after_exposure=8)]
    [1.0, 0.88]
    """
    mean, shape = before_rate * before_exposure, before_exposure / law.d if law.d else inf
    after_mean, after_shape = after_rate * after_exposure, after_exposure / law.d if law.d else inf
    spread = sqrt(mean + mean * mean / shape)
    first, last = max(0, int(mean - SPREAD * spread)), int(mean + SPREAD * spread) + 1
    fell = both = 0.0
    ceiling = _most(lambda y: upper_rate(Window(y, after_exposure), law.d, law.per_look) <= law.target)
    most = -1
    for y0 in range(first, last + 1):
        weight = at_most(y0, mean, shape) - at_most(y0 - 1, mean, shape)
        before = Window(y0, before_exposure)
        while fall_p(before, Window(most + 1, after_exposure), law.d) <= law.per_look:
            most += 1  # a higher base allows as many events after, or more
        fell += weight * at_most(most, after_mean, after_shape)
        both += weight * at_most(min(most, ceiling), after_mean, after_shape)
    return fell, both


def _most(passes: Callable[[int], bool]) -> int:
    """Return the largest count that passes; -1 when none does."""
    if not passes(0):
        return -1
    low, high = 0, 1
    while passes(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return low
