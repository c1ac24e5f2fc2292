"""Who will leave? A penalised model that must beat four simple rules on customers it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.linkage import auc
from heedful.analytics.inference.moments import BUCKETS, Floats, t_of

LEAST_LOSSES = 30
CAPACITY = 0.1
RIDGE = 1.0
STEPS = 60
Flags = NDArray[np.bool_]


class TooFewLosses(ValueError):
    """Fewer losses in training than a model can learn from."""


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model: features are centred by `middle` and scaled by `scale`, then weighed; `constant` is the level."""

    middle: Floats
    scale: Floats
    weights: Floats
    constant: float
    losses: int

    def risk(self, features: Floats) -> Floats:
        """Return the risk (n) of features (n, p), 0 to 1."""
        found: Floats = 1 / (1 + np.exp(-(self.constant + (features - self.middle) / self.scale @ self.weights)))
        return found


def early_warning(features: Floats, lost: Flags, *, ridge: float = RIDGE) -> Model:
    """Fit a ridge-penalised logistic model to (n, p) features and who was lost; refuse below 30 losses.

    Features are standardised, the constant is not penalised. Newton's method [le Cessie & van Houwelingen 1992].
    """
    losses = int(lost.sum())
    if losses < LEAST_LOSSES:
        raise TooFewLosses(f"{losses} losses are too few to learn from: {LEAST_LOSSES} are needed")
    middle, scale = features.mean(axis=0), features.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.column_stack([np.ones(len(lost)), (features - middle) / scale])
    penalty = np.diag([0.0, *[ridge] * features.shape[1]])
    weights: Floats = np.zeros(design.shape[1])
    for _ in range(STEPS):
        risk = 1 / (1 + np.exp(-(design @ weights)))
        curve = design.T * (risk * (1 - risk)) @ design + penalty
        step = np.linalg.solve(curve, design.T @ (lost - risk) - penalty @ weights)
        weights = np.asarray(weights + step, dtype=np.float64)
        if np.abs(step).max() < 1e-10:
            break
    return Model(middle, scale, weights[1:], float(weights[0]), losses)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How a rule did on customers it had not seen. Precision and lift are those of the riskiest share `capacity`.

    `brier_base` is the Brier score of saying the base rate for everybody; slope and level judge the probabilities and
    are None for a rule that gives only an order; there is no slope below 30 losses.
    """

    auc: float
    average_precision: float
    precision: float
    lift: float
    n: int
    losses: int
    brier: float | None = None
    brier_base: float | None = None
    slope: float | None = None
    predicted: float | None = None


def scorecard(risk: Floats, lost: Flags, *, capacity: float = CAPACITY, probabilities: bool = True) -> Scorecard:
    """Judge a rule by who was lost. Ties are broken by chance, in expectation."""
    base = float(lost.mean())
    precision = _precision_at(risk, lost, max(1, round(capacity * len(lost))))
    common = {
        "auc": auc(risk, lost),
        "average_precision": _average_precision(risk, lost),
        "precision": precision,
        "lift": precision / base,
    }
    if not probabilities:
        return Scorecard(**common, n=len(lost), losses=int(lost.sum()))
    return Scorecard(
        **common,
        n=len(lost),
        losses=int(lost.sum()),
        brier=float(((risk - lost) ** 2).mean()),
        brier_base=base * (1 - base),
        slope=calibration_slope(risk, lost) if lost.sum() >= LEAST_LOSSES else None,
        predicted=float(risk.mean()),
    )


def calibration_slope(risk: Floats, lost: Flags) -> float:
    """Return the slope of what happened on the log odds of what was predicted; 1 is right, below 1 too sure.

    >>> chance = np.random.default_rng(1)
    >>> said = chance.uniform(0.05, 0.6, 20_000)
    >>> round(calibration_slope(said, chance.random(20_000) < said), 1)
    1.0
    """
    kept = np.clip(risk, 1e-6, 1 - 1e-6)
    fitted = early_warning(np.log(kept / (1 - kept))[:, None], lost, ridge=0.0)
    return float(fitted.weights[0] / fitted.scale[0])


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a model may be used: its advantage in AUC over the best simple rule, with an interval over customers."""

    best: str
    advantage: float
    low: float
    high: float
    offered: bool
    wording: str


def evaluate_warning(
    risk: Floats, baselines: Mapping[str, Floats], lost: Flags, bucket: NDArray[np.int64], *, level: float = LEVEL
) -> Offer:
    """Compare a model with the best of the simple rules on the same customers; offered only beyond its interval.

    `bucket` (n) is the hash of the customer: leaving out one bucket of customers at a time gives the interval.
    """
    best = max(baselines, key=lambda name: auc(baselines[name], lost))
    rule = baselines[best]
    advantage = auc(risk, lost) - auc(rule, lost)
    left = []
    for each in range(BUCKETS):
        kept = bucket != each
        if kept.all() or not lost[kept].any() or lost[kept].all():
            continue
        left.append(auc(risk[kept], lost[kept]) - auc(rule[kept], lost[kept]))
    groups = len(left)
    error = float(np.sqrt((groups - 1) / groups * ((np.array(left) - np.mean(left)) ** 2).sum())) if groups > 1 else 1.0
    half = t_of(level, max(1, groups - 1)) * error
    offered = advantage - half > 0
    said = [f"{each:+.3f}".replace("-", "\u2212") for each in (advantage, advantage - half, advantage + half)]
    numbers = f"{said[0]} in AUC ({100 * level:.0f} % interval {said[1]} to {said[2]})"
    wording = (
        f"The model beats the best simple rule, {best}, by {numbers}: it is used."
        if offered
        else f"The model does not beat the best simple rule, {best}, outside its interval: {numbers}. The rule is used."
    )
    return Offer(best, advantage, advantage - half, advantage + half, offered, wording)


def timing_features(days: Floats, money: Floats, origin: float) -> list[float]:
    """Return eight features of a customer without contract from its purchase days and money before a day.

    `days` (k) rise and lie before `origin`, k >= 2: how long ago, against its own interval, how often, since when,
    money of a year and of 90 days, the change of money, how regular.

    >>> [round(x, 2) for x in timing_features(np.array([0.0, 30.0, 60.0]), np.array([5.0, 5.0, 5.0]), 90.0)]
    [3.43, 1.0, 1.1, 4.51, 2.77, 2.77, 0.0, 0.0]
    """
    gaps = np.diff(days)
    recency = origin - days[-1]
    year, quarter = money[days >= origin - 365].sum(), money[days >= origin - 90].sum()
    before = money[(days >= origin - 180) & (days < origin - 90)].sum()
    change = (quarter - before) / (quarter + before) if before > 0 else 0.0
    return [
        float(np.log1p(recency)),
        float(recency / gaps.mean()),
        float(np.log(len(days))),
        float(np.log1p(origin - days[0])),
        float(np.log1p(max(0.0, year))),
        float(np.log1p(max(0.0, quarter))),
        float(change),
        float(gaps.std() / gaps.mean()),
    ]


def _precision_at(risk: Floats, lost: Flags, count: int) -> float:
    ordered = np.sort(risk)[::-1]
    edge = ordered[count - 1]
    above, at_edge = risk > edge, risk == edge
    share = (count - int(above.sum())) / int(at_edge.sum())
    return float((lost[above].sum() + share * lost[at_edge].sum()) / count)


def _average_precision(risk: Floats, lost: Flags) -> float:
    """Return the mean precision at each loss, over the distinct risks from the top."""
    order = np.argsort(-risk, kind="stable")
    ordered, hits, taken = risk[order], np.cumsum(lost[order]), np.arange(1, len(risk) + 1)
    last = np.append(ordered[1:] != ordered[:-1], True)
    new = np.diff(np.concatenate([[0], hits[last]]))
    return float((new * hits[last] / taken[last]).sum() / lost.sum())
