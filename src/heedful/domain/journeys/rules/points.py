"""Critical success points: which moments of a journey to look at first."""

from fractions import Fraction

from heedful.domain.journeys.rules.map_file import MOST


def score(importance: int, failed: int, judged: int, money: int) -> Fraction:
    """Return importance / 5 x failed / judged x money (ours): money in minor units, 0 where nothing was judged.

    `importance` 1 to 5 is stated on the map, `failed` of `judged` contacts failed, `money` is what the customers who
    came here brought in twelve months.

    >>> score(4, 10, 40, 1_000_000)
    Fraction(200000, 1)
    """
    if not judged:
        return Fraction(0)
    return Fraction(importance, MOST) * Fraction(failed, judged) * money
