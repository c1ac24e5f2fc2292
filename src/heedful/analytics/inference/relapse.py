"""Does it come back? A CUSUM of counts over exposure, its limit found by simulation with the theme's own dispersion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from heedful.analytics.inference.counts import Window

QUIET = 150.0  # buckets between false alarms that a watch aims at
_PATHS, _BUCKETS, _SEED = 400, 600, 20_07


@dataclass(frozen=True, slots=True)
class Watch:
    """What a watch compares: the healthy and the bad rate, its reference value k, its limit h."""

    healthy: float
    bad: float
    k: float
    h: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The sum after each bucket, and the first bucket at which it passed the limit."""

    sums: tuple[float, ...]
    alarm: int | None


def reference_value(healthy: float, bad: float) -> float:
    """Return k = (l1 - l0) / ln(l1 / l0), the best reference between two Poisson rates (Lucas 1985).

    >>> round(reference_value(5, 10), 2)
    7.21
    """
    return (bad - healthy) / log(bad / healthy)


def plan_watch(achieved: Window, target: float, d: float, *, bucket_exposure: float) -> Watch:
    """Plan a watch from the rate achieved to its double, or to the target where that is more.

    Half an event is added to the achieved count, so that silence has a rate too.
    """
    healthy = (achieved.count + 0.5) / achieved.exposure
    bad = max(2 * healthy, target)
    k = reference_value(healthy, bad)
    return Watch(healthy, bad, k, limit(healthy, k, round(d, 4), bucket_exposure))


def read(watch: Watch, buckets: Sequence[Window]) -> Reading:
    """Add up S = max(0, S + y - k e) and tell the first bucket at which S passes h.

    >>> read(Watch(5.0, 10.0, 7.21, 5.0), [Window(y, 1.0) for y in (4, 9, 10, 11)])
    Reading(sums=(0.0, 1.79, 4.58, 8.37), alarm=3)
    """
    sums, value, alarm = [], 0.0, None
    for place, bucket in enumerate(buckets):
        value = max(0.0, value + bucket.count - watch.k * bucket.exposure)
        sums.append(round(value, 9))
        if alarm is None and value > watch.h:
            alarm = place
    return Reading(tuple(sums), alarm)


def run_length(rate: float, k: float, h: float, d: float = 0.0, exposure: float = 1.0) -> float:
    """Return the mean number of buckets until an alarm at a true rate, from seeded simulation."""
    return _mean_run(_highest(rate, k, d, exposure), h)


@lru_cache(maxsize=256)
def limit(healthy: float, k: float, d: float, exposure: float, quiet: float = QUIET) -> float:
    """Return the smallest limit, in steps of half an event, with `quiet` buckets between false alarms."""
    highest, h = _highest(healthy, k, d, exposure), 0.5
    while _mean_run(highest, h) < quiet:
        h += 0.5 if h < 20 else 0.05 * h
    return h


def _mean_run(highest: Any, h: float) -> float:
    """Divide the time on test by the alarms: paths that stay silent to the end are censored."""
    import numpy as np

    reached = highest > h
    alarmed = reached.any(axis=1)
    return float(np.where(alarmed, reached.argmax(axis=1) + 1, _BUCKETS).sum() / max(1, alarmed.sum()))


def _highest(rate: float, k: float, d: float, exposure: float) -> Any:
    """Return the running maximum of the sums of `_PATHS` simulated series of `_BUCKETS` buckets."""
    import numpy as np

    rng = np.random.default_rng(_SEED)
    size, mean = (_PATHS, _BUCKETS), rate * exposure
    draws = rng.poisson(mean, size) if d == 0 else rng.negative_binomial(exposure / d, 1 / (1 + d * rate), size)
    steps = draws - k * exposure
    sums, value = np.empty(size), np.zeros(_PATHS)
    for place in range(_BUCKETS):
        value = np.maximum(0.0, value + steps[:, place])
        sums[:, place] = value
    return np.maximum.accumulate(sums, axis=1)
