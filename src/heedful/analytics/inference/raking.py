"""Weights that make those who answered look like those who were to be heard, and what the weighting costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import t

CLOSE, MET = 1e-9, 1e-6
MOST_ROUNDS = 1_000
LOWEST, HIGHEST = 0.3, 3.0
"""Weights are trimmed to these multiples of their mean."""


class EmptyCell(ValueError):
    """A group of the population has nobody among those who answered; `margin` and `group` name it."""

    def __init__(self, margin: int, group: str) -> None:
        super().__init__(f"nobody of {group} answered")
        self.margin, self.group = margin, group


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights by cell, of mean one over the answers; `residual` is the largest share by which a margin is missed.

    `effective` is n by Kish, (sum w)^2 / sum w^2, and the design effect n / effective.
    """

    weights: tuple[float, ...]
    rounds: int
    converged: bool
    residual: float
    n: int
    effective: float

    @property
    def design_effect(self) -> float:
        """Return by how much the weighting widens a variance."""
        return self.n / self.effective


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean with its interval; None for the bounds where fewer than two answers count."""

    mean: float
    low: float | None
    high: float | None
    effective: float


def rake(cells: Sequence[tuple[str, ...]], counts: Sequence[int], targets: Sequence[Mapping[str, float]]) -> Raked:
    """Weight cells until every margin is that of its target (iterative proportional fitting, Deming and Stephan 1940).

    `cells` name a group for each margin, `counts` the answers in each, `targets` the size of each group in the
    population, in any unit. A group that answered and has no target is given no weight. Raise EmptyCell where a group
    of the population did not answer: no weight can speak for it.
    """
    n = np.asarray(counts, dtype=float)
    weights = np.ones(len(cells))
    margins = []
    for place, target in enumerate(targets):
        whole = sum(target.values())
        groups = [np.array([cell[place] == group for cell in cells], dtype=bool) for group in target]
        for inside, (group, size) in zip(groups, target.items(), strict=True):
            if size > 0 and not n[inside].sum():
                raise EmptyCell(place, group)
        known = np.any(groups, axis=0) if groups else np.zeros(len(cells), dtype=bool)
        weights[~known] = 0.0
        margins.append([(inside, size / whole) for inside, size in zip(groups, target.values(), strict=True)])
    rounds, missed = 0, 1.0
    while missed >= CLOSE and rounds < MOST_ROUNDS:
        rounds += 1
        for margin in margins:
            whole = float((weights * n).sum())
            for inside, share in margin:
                held = float((weights * n)[inside].sum())
                if held > 0:
                    weights[inside] *= share * whole / held
        missed = _missed(weights * n, margins)
    return _raked(weights, n, margins, rounds)


def trim(
    raked: Raked, cells: Sequence[tuple[str, ...]], counts: Sequence[int], targets: Sequence[Mapping[str, float]]
) -> Raked:
    """Trim weights to 0.3 to 3 times their mean; the residual says what that cost."""
    n = np.asarray(counts, dtype=float)
    weights = np.array(raked.weights)
    kept = np.where(weights > 0, np.clip(weights, LOWEST, HIGHEST), 0.0)
    margins = [
        [
            (np.array([cell[place] == group for cell in cells], dtype=bool), size / sum(target.values()))
            for group, size in target.items()
        ]
        for place, target in enumerate(targets)
    ]
    return _raked(kept, n, margins, raked.rounds)


def weighted_mean(
    weights: Sequence[float], counts: Sequence[int], totals: Sequence[float], squares: Sequence[float]
) -> Weighted:
    """Return the mean of answers given by cell as n, sum and sum of squares, with a t interval on the effective n."""
    w, n, x, xx = (np.asarray(each, dtype=float) for each in (weights, counts, totals, squares))
    whole = float((w * n).sum())
    mean = float((w * x).sum()) / whole
    effective = whole**2 / float((w**2 * n).sum())
    if effective < 2:
        return Weighted(mean, None, None, effective)
    variance = max(0.0, float((w * xx).sum()) / whole - mean**2) * effective / (effective - 1)
    half = float(t.ppf(0.975, effective - 1)) * sqrt(variance / effective)
    return Weighted(mean, mean - half, mean + half, effective)


def _missed(held: np.ndarray, margins: Sequence[Sequence[tuple[np.ndarray, float]]]) -> float:
    whole = held.sum()
    return max(
        (abs(float(held[inside].sum()) / whole - share) for margin in margins for inside, share in margin), default=0.0
    )


def _raked(
    weights: np.ndarray, n: np.ndarray, margins: Sequence[Sequence[tuple[np.ndarray, float]]], rounds: int
) -> Raked:
    held = weights * n
    missed = _missed(held, margins)
    scaled = weights * n.sum() / held.sum()
    effective = float((scaled * n).sum()) ** 2 / float((scaled**2 * n).sum())
    return Raked(tuple(scaled.tolist()), rounds, bool(missed < MET), float(missed), int(n.sum()), effective)
