"""When alike cases become a suspected problem, by rule."""

from collections.abc import Sequence
from math import inf

from heedful.analytics.inference.counts import FEWEST_BUCKETS, Window, at_most, dispersion, total

ALIKE = 10
POINT = 0.995


def is_trigger(week: Window, history: Sequence[Window]) -> bool:
    """Say whether a week of alike cases calls for a problem.

    Ten alike, and with 26 weeks of history more than its 99.5 % point for this week's exposure: a busy place has ten
    alike in every week.

    >>> is_trigger(Window(10, 1.0), [])
    True
    >>> is_trigger(Window(12, 1.0), [Window(11, 1.0)] * 26)
    False
    """
    if week.count < ALIKE:
        return False
    past = total(history)
    if len(history) < FEWEST_BUCKETS or not past.exposure or not week.exposure:
        return True
    d = dispersion(history)
    shape = week.exposure / d if d else inf
    return at_most(week.count - 1, past.rate * week.exposure, shape) >= POINT
