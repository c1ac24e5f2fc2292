"""Signs that a score was worked on instead of the service, each with the chance that nothing is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
from scipy.stats import binom, norm, t

LEAST_SCORES = 100
LEAST_CUSTOMERS = 40
LEAST_EXCESS = 0.05
LEAST_ODDS = 1.5
BEGGED = 0.001
"""Share of ordinary comments that are taken for begging; a test holds it on real comments."""
LEAST_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Heap:
    """A score that was given oftener than the scores beside it and the other groups explain; `excess` as a share."""

    place: int
    excess: float
    n: int
    chance: float


@dataclass(frozen=True, slots=True)
class Leaning:
    """Whether those with good reasons were chosen oftener: shares chosen, odds of good against bad, and the chance."""

    good: float
    bad: float
    odds: float
    n: int
    chance: float


def heaps(counts: Mapping[str, Sequence[int]]) -> dict[str, Heap]:
    """Judge by group whether its best score, or the one below, stands out against the scores beside it.

    `counts` are given worst score to best. The logarithm of a score against its neighbours is compared with that of the
    other groups, whose own spread (DerSimonian and Laird) is allowed for: groups of another level differ, too.
    One-sided by t, widened for both scores. Groups below 100 scores, or with fewer than five such others, are left out.
    """
    large = {key: np.asarray(row, dtype=float) for key, row in counts.items() if sum(row) >= LEAST_SCORES}
    if len(large) <= LEAST_OTHERS:
        return {}
    keys, found = list(large), dict[str, Heap]()
    width = len(next(iter(large.values())))
    for place in (width - 1, width - 2):
        beside = [each for each in (place - 1, place + 1) if each < width]
        mine = np.array([large[key][place] + 0.5 for key in keys])
        near = np.array([large[key][beside].sum() + 0.5 for key in keys])
        ratio, error = np.log(mine / near), 1 / mine + 1 / near
        for at, key in enumerate(keys):
            others = np.arange(len(keys)) != at
            middle, spread, doubt = _pooled(ratio[others], error[others])
            z = (ratio[at] - middle) / sqrt(error[at] + spread + doubt)
            usual = near[at] * exp(middle)
            n = float(large[key].sum())
            chance = min(1.0, 2 * float(t.sf(z, len(keys) - 2)))
            heap = Heap(place, float((mine[at] - usual) / n), int(n), chance)
            if key not in found or heap.chance < found[key].chance:
                found[key] = heap
    return found


def _pooled(values: np.ndarray, error: np.ndarray) -> tuple[float, float, float]:
    """Return middle, variance between groups and variance of the middle."""
    weight = 1 / error
    middle = float(weight @ values / weight.sum())
    q = float(weight @ (values - middle) ** 2)
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    spread = max(0.0, (q - (len(values) - 1)) / scale)
    weight = 1 / (error + spread)
    return float(weight @ values / weight.sum()), spread, 1 / float(weight.sum())


def leaning(strata: Sequence[tuple[int, int, int, int]]) -> Leaning | None:
    """Compare who was chosen: strata of (good chosen, good, bad chosen, bad), by Mantel and Haenszel, one-sided.

    None below 40 customers or where either kind is missing in every stratum.

    >>> found = leaning([(80, 100, 30, 100)])
    >>> round(found.odds, 2), found.chance < 0.001
    (9.33, True)
    """
    known = [row for row in strata if row[1] and row[3]]
    n = sum(row[1] + row[3] for row in known)
    if n < LEAST_CUSTOMERS:
        return None
    above = below = expected = variance = seen = 0.0
    for a, goods, c, bads in known:
        total, chosen = goods + bads, a + c
        above += a * (bads - c) / total
        below += (goods - a) * c / total
        seen += a
        expected += goods * chosen / total
        variance += goods * bads * chosen * (total - chosen) / (total * total * max(1, total - 1))
    chance = float(norm.sf((seen - expected - 0.5) / sqrt(variance))) if variance > 0 else 1.0
    good, bad = (sum(row[at] for row in known) / sum(row[at + 1] for row in known) for at in (0, 2))
    return Leaning(good, bad, above / below if below else float("inf"), n, chance)


def begged(told: int, n: int) -> float:
    """Return the chance that `told` of `n` ordinary comments are taken for begging.

    >>> begged(0, 500), begged(4, 500) < 0.01
    (1.0, True)
    """
    return float(binom.sf(told - 1, n, BEGGED)) if told else 1.0
