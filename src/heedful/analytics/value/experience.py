"""The experience score of an account: drawn towards its segment where it rests on few answers, and its fall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

from heedful.analytics.inference.intervals import LEVEL, z_of


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum and sum of squares of scores placed on 0 to 100; `+` merges."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Return the mean; of nothing it is 0."""
        return self.total / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How scores vary: within an account (`within`), and true means between accounts of a segment (`between`)."""

    within: float
    between: float

    @property
    def weight(self) -> float:
        """Return k, the number of answers that the segment's mean counts for; infinite when accounts do not differ."""
        return self.within / self.between if self.between > 0 else inf


@dataclass(frozen=True, slots=True)
class Score:
    """A shrunk score with its interval and the answers it rests on."""

    value: float
    low: float
    high: float
    n: int


def spread(groups: Iterable[tuple[str, Sums]]) -> Spread:
    """Estimate the variances within and between accounts from (segment, sums of an account).

    One-way analysis of variance with accounts inside segments, unequal group sizes; a negative estimate becomes 0.
    Method of moments [Searle, Casella & McCulloch 1992, section 3.6].

    >>> apart = [("a", Sums(2, 120.0, 7208.0)), ("a", Sums(2, 160.0, 12808.0))]
    >>> spread(apart)
    Spread(within=8.0, between=196.0)
    """
    by_segment: dict[str, list[Sums]] = {}
    for segment, sums in groups:
        if sums.n:
            by_segment.setdefault(segment, []).append(sums)
    within = between = size = 0.0
    within_free = between_free = 0
    for accounts in by_segment.values():
        n = sum(each.n for each in accounts)
        middle = sum(each.total for each in accounts) / n
        within += sum(each.squares - each.total * each.mean for each in accounts)
        within_free += n - len(accounts)
        between += sum(each.n * (each.mean - middle) ** 2 for each in accounts)
        between_free += len(accounts) - 1
        size += n - sum(each.n**2 for each in accounts) / n
    if not within_free or not between_free:
        return Spread(max(0.0, within / within_free) if within_free else 0.0, 0.0)
    noise = max(0.0, within / within_free)
    return Spread(noise, max(0.0, (between - between_free * noise) / size))


def shrunk(account: Sums, segment_mean: float, varies: Spread, level: float = LEVEL) -> Score:
    """Return X = (n mean + k segment mean) / (n + k), with the interval of its posterior, kept within 0 to 100.

    Empirical Bayes; `varies` comes from `spread`. Where accounts do not differ, every account has its segment's score.

    >>> shrunk(Sums(4, 200.0, 10400.0), 80.0, Spread(400.0, 100.0)).value
    65.0
    """
    if varies.between <= 0:
        return Score(segment_mean, segment_mean, segment_mean, account.n)
    k = varies.weight
    value = (account.total + k * segment_mean) / (account.n + k) if account.n + k else segment_mean
    half = z_of(level) * sqrt(varies.between * k / (account.n + k)) if k else 0.0
    return Score(value, max(0.0, value - half), min(100.0, value + half), account.n)


def fallen_chance(now: Sums, base: Sums, segment_mean: float, varies: Spread, margin: float = 5.0) -> float | None:
    """Return Pr(score now < score before - margin); None without answers on both sides.

    The score before is shrunk towards the segment. Before anything is heard, the change is taken to be as wide as two
    accounts of a segment differ, around none, so that few answers show no fall. Normal model.

    >>> round(fallen_chance(Sums(12, 480.0), Sums(40, 3400.0), 80.0, Spread(500.0, 100.0)), 3)
    1.0
    >>> round(fallen_chance(Sums(1, 80.0), Sums(40, 3400.0), 80.0, Spread(500.0, 100.0)), 3)
    0.377
    """
    if not now.n or not base.n:
        return None
    if varies.between <= 0:
        return 0.0
    before = shrunk(base, segment_mean, varies).value
    noise = varies.between * varies.weight / (base.n + varies.weight) + varies.within / now.n
    wide = 2 * varies.between
    gain = wide / (wide + noise)
    mean, variance = gain * (now.mean - before), wide * (1 - gain)
    if variance <= 0:
        return float(mean < -margin)
    return NormalDist(mean, sqrt(variance)).cdf(-margin)
