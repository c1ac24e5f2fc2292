"""Control charts: what a steady process does by itself, and what is news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2, sqrt
from statistics import fmean

BETWEEN = 1.128  # the mean moving range of a normal process in standard deviations
OUTLYING = 3.267  # a moving range this many times their mean is no common cause


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: values, centre, limits a point (None where there is none), points outside, and how far it overdisperses.

    `spread` is Laney's s_z: above 2 the limits of a plain chart would be far too narrow.
    """

    values: tuple[float, ...]
    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    method: str
    spread: float = 1.0

    @property
    def outside(self) -> tuple[int, ...]:
        """Return the places of points beyond the limits."""
        rows = enumerate(zip(self.values, self.low, self.high, strict=True))
        return tuple(place for place, (value, low, high) in rows if not low <= value <= high)


@dataclass(frozen=True, slots=True)
class Runs:
    """Longest run on one side of the centre and number of crossings, with the limits that a steady process keeps."""

    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int

    @property
    def shifted(self) -> bool:
        """Tell whether the process has moved: a run too long, or too few crossings."""
        return self.longest > self.longest_allowed or self.crossings < self.crossings_needed


def xmr(values: Sequence[float]) -> Chart:
    """Chart single values with limits from moving ranges; outlying ranges are left out once [Wheeler; qicharts2].

    >>> chart = xmr([10, 12, 11, 13, 9, 11])
    >>> round(chart.centre, 2), round(chart.low[0], 2), round(chart.high[0], 2)
    (11.0, 5.15, 16.85)
    """
    centre = fmean(values)
    half = 3 * _spread(values)
    low, high = (centre - half,) * len(values), (centre + half,) * len(values)
    return Chart(tuple(values), centre, low, high, "XmR")


def p_prime(hits: Sequence[int], sizes: Sequence[int]) -> Chart:
    """Chart proportions with Laney's limits, which large samples do not make too narrow [Laney 2002].

    >>> chart = p_prime([80, 85, 79, 90], [100, 100, 100, 100])
    >>> round(chart.centre, 3), chart.outside
    (0.835, ())
    """
    centre = sum(hits) / sum(sizes)
    values = [hit / size for hit, size in zip(hits, sizes, strict=True)]
    deviations = [sqrt(centre * (1 - centre) / size) for size in sizes]
    return _laney(values, centre, deviations, "Laney p'", 1.0)


def u_prime(counts: Sequence[float], exposures: Sequence[float]) -> Chart:
    """Chart counts per exposure with Laney's limits.

    >>> chart = u_prime([5, 7, 6, 4], [100, 120, 90, 110])
    >>> round(chart.centre, 4), chart.outside
    (0.0524, ())
    """
    centre = sum(counts) / sum(exposures)
    values = [count / exposure for count, exposure in zip(counts, exposures, strict=True)]
    deviations = [sqrt(centre / exposure) for exposure in exposures]
    return _laney(values, centre, deviations, "Laney u'", None)


def _laney(
    values: Sequence[float], centre: float, deviations: Sequence[float], method: str, highest: float | None
) -> Chart:
    if not all(deviations):
        flat = (centre,) * len(values)
        return Chart(tuple(values), centre, flat, flat, method)
    spread = _spread([(value - centre) / each for value, each in zip(values, deviations, strict=True)])
    low = tuple(max(0.0, centre - 3 * each * spread) for each in deviations)
    high = tuple(centre + 3 * each * spread for each in deviations)
    if highest is not None:
        high = tuple(min(highest, each) for each in high)
    return Chart(tuple(values), centre, low, high, method, spread)


def _spread(values: Sequence[float]) -> float:
    """Return the standard deviation by moving ranges, those that are outlying left out once."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return 0.0
    kept = [each for each in ranges if each <= OUTLYING * fmean(ranges)]
    return fmean(kept) / BETWEEN


def run_signals(values: Sequence[float], centre: float) -> Runs:
    """Look for a shift: the longest run and the crossings of the centre line; points on the line do not count [Anhoej].

    >>> run_signals([1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1], 0)
    Runs(longest=9, longest_allowed=7, crossings=1, crossings_needed=3)
    """
    sides = [value > centre for value in values if value != centre]
    crossings = sum(before != after for before, after in pairwise(sides))
    longest = current = 0
    for place, side in enumerate(sides):
        current = current + 1 if place and side == sides[place - 1] else 1
        longest = max(longest, current)
    if len(sides) < 2:
        return Runs(longest, len(sides), crossings, 0)
    return Runs(longest, round(log2(len(sides))) + 3, crossings, _fewest(len(sides) - 1))


def _fewest(trials: int, chance: float = 0.05) -> int:
    """Return the `chance` quantile of a binomial with one half: fewer crossings are too few."""
    below, term = 0.0, 0.5**trials
    for count in range(trials + 1):
        below += term
        if below >= chance:
            return count
        term *= (trials - count) / (count + 1)
    return trials


FALSE_ALARMS = ((12, 0.06), (18, 0.09), (24, 0.11))
"""Share of XmR charts of a steady normal process that are called news, by number of points (simulated)."""


def false_alarms(points: int) -> float:
    """Return how often a chart of so many points of a steady process is called news.

    >>> false_alarms(12), false_alarms(20), false_alarms(40)
    (0.06, 0.11, 0.11)
    """
    return next((share for least, share in FALSE_ALARMS if points <= least), FALSE_ALARMS[-1][1])


@dataclass(frozen=True, slots=True)
class Tracked:
    """A running statistic with its limits and the place of its first signal, None without one."""

    values: tuple[float, ...]
    low: float
    high: float
    signal: int | None


def ewma(values: Sequence[float], target: float, deviation: float, weight: float = 0.3, width: float = 3.0) -> Tracked:
    """Follow a level with weighted averages and their limits in the long run: small shifts show early [Roberts 1959].

    >>> ewma([52, 47, 53], 50, 2.0539).values
    (50.6, 49.52, 50.564)
    """
    found, level = [], target
    for value in values:
        level = weight * value + (1 - weight) * level
        found.append(round(level, 12))
    half = width * deviation * sqrt(weight / (2 - weight))
    return _tracked(found, target - half, target + half)


def cusum(values: Sequence[float], target: float, slack: float, limit: float) -> tuple[Tracked, Tracked]:
    """Add up what lies above and below the target by more than `slack`; a sum beyond `limit` is a signal [Page 1954].

    Returns the high side and the low side.
    """
    up: list[float] = []
    down: list[float] = []
    for value in values:
        up.append(max(0.0, (up[-1] if up else 0.0) + value - target - slack))
        down.append(max(0.0, (down[-1] if down else 0.0) + target - value - slack))
    return _tracked(up, 0.0, limit), _tracked(down, 0.0, limit)


def _tracked(values: Sequence[float], low: float, high: float) -> Tracked:
    signal = next((place for place, value in enumerate(values) if not low <= value <= high), None)
    return Tracked(tuple(values), low, high, signal)
