"""Did coaching work? The coached beside uncoached peers, safe against regression to the mean.

Who is coached because of a bad quarter gets better by itself. Therefore each colleague's past is first drawn towards
the average by as much as its few answers deserve, and the coached must be better than peers with the same past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heedful.analytics.inference.finding import Finding, Grade
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import Floats, t_of

LEAST_COACHED, LEAST_PEERS, LEAST_ANSWERS = 5, 10, 10
FEW = f"fewer than {LEAST_ANSWERS} answers before or after"
NOISELESS = 1e-9
METHOD = "shrunken baseline, analysis of covariance, HC3"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Good answers and all answers about one colleague, before and after; whether the colleague was coached."""

    good_before: int
    n_before: int
    good_after: int
    n_after: int
    coached: bool


def effect_of_coaching(colleagues: Sequence[Colleague], level: float = LEVEL) -> Finding:
    """Estimate by how many points of good answers the coached are better than peers with the same past.

    Colleagues with fewer than 10 answers before or after are dropped. Without 5 coached and 10 peers there is no
    interval. Grade: adjusted, since nobody drew by lot who was coached.
    """
    kept = [each for each in colleagues if min(each.n_before, each.n_after) >= LEAST_ANSWERS]
    coached = sum(each.coached for each in kept)
    dropped, peers = len(colleagues) - len(kept), len(kept) - coached
    if coached < LEAST_COACHED or peers < LEAST_PEERS:
        few = f"{coached} coached and {peers} peers: {LEAST_COACHED} and {LEAST_PEERS} are needed"
        return _silent(kept, dropped, level, few)
    past = shrunken([(each.good_before, each.n_before) for each in kept])
    now = np.array([each.good_after / each.n_after for each in kept])
    columns = [np.ones(len(kept)), np.array([float(each.coached) for each in kept])]
    if past.std() > 0:
        columns.append(past - past.mean())
    estimate, error, freedom = _hc3(np.column_stack(columns), now)
    if error < NOISELESS:
        return _silent(kept, dropped, level, "all shares after are explained exactly: there is no error to judge by")
    half = t_of(0.5 + level / 2, freedom) * error
    return Finding(
        estimate=100 * estimate, low=100 * (estimate - half), high=100 * (estimate + half), level=level,
        n_used=len(kept), n_dropped=dropped,
        reason=FEW if dropped else "",
        method=METHOD, grade=Grade.ADJUSTED,
    )  # fmt: skip


def _silent(kept: Sequence[Colleague], dropped: int, level: float, why: str) -> Finding:
    return Finding(
        estimate=0.0, low=None, high=None, level=level, n_used=len(kept), n_dropped=dropped,
        reason=FEW if dropped else "", method=METHOD, grade=Grade.ADJUSTED, warnings=(why,),
    )  # fmt: skip


def shrunken(counts: Sequence[tuple[int, int]]) -> Floats:
    """Return each (hits, n) as a share drawn towards the mean by how little its n says (empirical Bayes).

    >>> [round(float(x), 2) for x in shrunken([(50, 100), (9, 10), (10, 100), (5, 10)])]
    [0.5, 0.82, 0.11, 0.5]
    """
    n = np.array([each[1] for each in counts], dtype=float)
    shares = np.array([each[0] for each in counts], dtype=float) / n
    mean = float(shares.mean())
    noise = mean * (1 - mean) / n
    spread = max(0.0, float(shares.var(ddof=1)) - float(noise.mean()))
    found: Floats = mean + spread / np.where(spread + noise > 0, spread + noise, 1.0) * (shares - mean)
    return found


def _hc3(x: Floats, y: Floats) -> tuple[float, float, int]:
    """Return the second coefficient of a regression with its heteroscedasticity-consistent error (HC3)."""
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ x.T @ y
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    left = (y - x @ beta) / np.clip(1 - leverage, 1e-9, None)
    covariance = inverse @ (x.T * left**2) @ x @ inverse
    return float(beta[1]), float(np.sqrt(covariance[1, 1])), len(y) - x.shape[1]
