"""From integers to a score with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from heedful.analytics.definitions.kinds import SCORINGS, Kind
from heedful.analytics.inference import intervals
from heedful.analytics.inference.intervals import Estimate
from heedful.analytics.scores.effort import asked_effort
from heedful.analytics.scores.tally import Tally


def _nps(tally: Tally, _scale: int, level: float) -> Estimate:
    return intervals.nps_interval(tally.sums["promoters"], tally.sums["detractors"], tally.n, level)


def _share(tally: Tally, _scale: int, level: float) -> Estimate:
    return _scaled(intervals.wilson(tally.sums["hits"], tally.n, level), 100)


def _mean(tally: Tally, scale: int, level: float) -> Estimate:
    estimate = intervals.mean_interval(tally.n, tally.sums["total"], tally.sums["squares"], level)
    return _scaled(estimate, 1 / scale)


def _effort(tally: Tally, scale: int, level: float) -> Estimate:
    return asked_effort(_mean(tally, scale, level))


def _median(tally: Tally, scale: int, level: float) -> Estimate:
    return _scaled(intervals.median_interval(tally.histogram, level), 1 / scale)


def _count(tally: Tally, _scale: int, _level: float) -> Estimate:
    return Estimate(float(tally.n), None, None, None, None)


def _total(tally: Tally, scale: int, _level: float) -> Estimate:
    return Estimate(tally.sums.get("total", 0) / scale, None, None, None, None)


def _scaled(estimate: Estimate, factor: float) -> Estimate:
    return Estimate._make(None if part is None else part * factor for part in estimate)


EVALUATE: Mapping[Kind, Callable[[Tally, int, float], Estimate]] = {
    Kind.NPS: _nps,
    Kind.SHARE: _share,
    Kind.MEAN: _mean,
    Kind.EFFORT: _effort,
    Kind.MEDIAN: _median,
    Kind.COUNT: _count,
    Kind.TOTAL: _total,
}


def evaluate(kind: Kind, tally: Tally, *, scale: int = 1, level: float = intervals.LEVEL) -> Estimate:
    """Compute a score of a non-empty tally; values are divided by `scale`, shares and NPS come in points of 100.

    >>> evaluate(Kind.SHARE, Tally({"n": 100, "hits": 80})).value
    80.0
    >>> evaluate(Kind.TOTAL, Tally({"n": 2, "total": 1250}), scale=100).value
    12.5
    """
    if tally.n < 1 and not SCORINGS[kind].census:
        raise ValueError("a score needs at least one measured row")
    return EVALUATE[kind](tally, scale, level)
