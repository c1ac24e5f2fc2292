"""The share of a theme as a random audit by people corrects it: a classifier's own share is biased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from scipy.stats import norm

FEWEST_AUDITED = 30


@dataclass(frozen=True, slots=True)
class Corrected:
    """A share (0 to 1) with its 95 % interval; `audited` of `n` comments were read by a person."""

    share: float
    low: float
    high: float
    n: int
    audited: int


def corrected_share(
    model_positive: int, n: int, audits: Sequence[tuple[bool, bool]], level: float = 0.95
) -> Corrected | None:
    """Return the share of a theme among `n` comments, of which the model tagged `model_positive`.

    `audits` are (human, model) of comments drawn at random from all states of the period. The share is that of the
    model + what it missed - what it invented, as the audit shows both (difference estimator of survey sampling), or
    that of the audit alone where the model helps nothing. Intervals: Wilson for each rate, joined by MOVER [Zou and
    Donner 2008], which holds where errors are rare; with the finite-population factor. None below 30 audits.

    >>> found = corrected_share(200, 1000, [(True, True)] * 20 + [(False, False)] * 80)
    >>> found.share
    0.2
    """
    if n <= 0 or len(audits) < FEWEST_AUDITED:
        return None
    m = len(audits)
    size = m * (n - 1) / (n - m) if n > m else float("inf")
    missed = sum(human and not model for human, model in audits) / m
    invented = sum(model and not human for human, model in audits) / m
    alone = sum(human for human, _ in audits) / m
    if missed + invented - (missed - invented) ** 2 <= alone * (1 - alone):
        (below_m, above_m), (below_i, above_i) = (_wilson(rate, size, level) for rate in (missed, invented))
        share = model_positive / n + missed - invented
        low, high = share - hypot(below_m, above_i), share + hypot(above_m, below_i)
    else:
        below, above = _wilson(alone, size, level)
        share, low, high = alone, alone - below, alone + above
    return Corrected(min(1.0, max(0.0, share)), max(0.0, low), min(1.0, high), n, m)


def _wilson(rate: float, size: float, level: float) -> tuple[float, float]:
    """Return how far the bounds of a rate lie below and above it; nothing for a census."""
    if size == float("inf"):
        return 0.0, 0.0
    z = float(norm.ppf(0.5 + level / 2))
    middle = (rate + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
    return rate - max(0.0, middle - half), min(1.0, middle + half) - rate
