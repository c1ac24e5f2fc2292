"""Before and after: interrupted series of counts, and the ratio of two rates."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, pi

import numpy as np

from heedful.analytics.inference.finding import Finding, Grade, joined
from heedful.analytics.inference.intervals import LEVEL, z_of
from heedful.analytics.inference.moments import Floats

STEPS = 50
OVERDISPERSED = 2.0
FEW_BEFORE = 12


def interrupted_counts(
    counts: Sequence[float],
    exposure: Sequence[float],
    after: Sequence[bool],
    *,
    season: int | None = None,
    harmonics: int = 2,
    level: float = LEVEL,
) -> Finding:
    """Estimate the rate ratio after against before an interruption, given the trend and, with `season`, its waves.

    Quasi-Poisson with the log of exposure as offset, a straight trend, and `harmonics` waves of `season` periods
    [Lopez Bernal, Cummins & Gasparrini 2017]. Without an untouched control the grade stays an association.
    """
    y, changed = np.asarray(counts, dtype=float), np.asarray(after, dtype=bool)
    if changed.all() or not changed.any():
        raise ValueError("the series needs periods before and after the interruption")
    time = np.arange(len(y), dtype=float)
    columns = [np.ones(len(y)), changed.astype(float), (time - time.mean()) / len(y)]
    for wave in range(1, harmonics + 1 if season else 1):
        angle = 2 * pi * wave * time / (season or 1)
        columns += [np.sin(angle), np.cos(angle)]
    offset = np.log(np.asarray(exposure, dtype=float))
    fitted, covariance, dispersion = quasi_poisson(np.column_stack(columns), y, offset)
    half = z_of(level) * float(np.sqrt(covariance[1, 1]))
    effect, before = float(fitted[1]), int((~changed).sum())
    return Finding(
        estimate=exp(effect),
        low=exp(effect - half),
        high=exp(effect + half),
        level=level,
        n_used=len(y),
        method=f"quasi-Poisson, trend{', waves' if season else ''}; dispersion {dispersion:.6f}",
        grade=Grade.ASSOCIATION,
        warnings=joined(
            [
                f"the counts vary {dispersion:.1f} times as much as by chance" if dispersion > OVERDISPERSED else None,
                f"only {before} periods before: the trend is weakly known" if before < FEW_BEFORE else None,
                "no untouched control: something else may have happened at the same time",
            ]
        ),
    )


def quasi_poisson(design: Floats, counts: Floats, offset: Floats) -> tuple[Floats, Floats, float]:
    """Fit log(mean) = design b + offset by iterated weighted least squares.

    Returns b (p), its covariance (p, p) scaled by the dispersion, and the dispersion [McCullagh & Nelder 1989].
    """
    mean = np.maximum(counts, 0.5)
    fitted: Floats = np.zeros(design.shape[1])
    for _ in range(STEPS):
        linear = np.log(mean) - offset
        working = linear + (counts - mean) / mean
        weighted = design.T * mean
        before = fitted
        fitted = np.asarray(np.linalg.solve(weighted @ design, weighted @ working), dtype=np.float64)
        mean = np.exp(design @ fitted + offset)
        if np.abs(fitted - before).max() < 1e-12:
            break
    dispersion = float((((counts - mean) ** 2) / mean).sum() / (len(counts) - design.shape[1]))
    covariance = np.asarray(dispersion * np.linalg.inv((design.T * mean) @ design), dtype=np.float64)
    return fitted, covariance, dispersion


def rate_ratio(
    count: int, exposure: float, count_before: int, exposure_before: float, *, level: float = LEVEL
) -> Finding:
    """Compare two rates exactly: the ratio with its conditional interval [Clopper & Pearson 1934].

    >>> found = rate_ratio(30, 1000.0, 60, 1000.0)
    >>> round(found.estimate, 2), round(found.low, 3), round(found.high, 3)
    (0.5, 0.311, 0.787)
    """
    from scipy.special import betaincinv  # here, because importing it costs 0.2 s that most pages need not pay

    total, tail, scale = count + count_before, (1 - level) / 2, exposure_before / exposure
    if total == 0:
        return Finding(
            estimate=1.0, low=None, high=None, level=level, n_used=0, method="exact rate ratio",
            warnings=("nothing was counted on either side",),
        )  # fmt: skip
    low = float(betaincinv(count, count_before + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, count_before, 1 - tail)) if count_before else 1.0
    estimate = scale * count / count_before if count_before else float("inf")
    return Finding(
        estimate=estimate,
        low=scale * low / (1 - low),
        high=scale * high / (1 - high) if high < 1 else float("inf"),
        level=level,
        n_used=total,
        method="exact rate ratio",
    )


def log_ratio(finding: Finding) -> float:
    """Return the logarithm of a ratio, for pooling.

    >>> round(log_ratio(rate_ratio(30, 1000.0, 60, 1000.0)), 3)
    -0.693
    """
    return log(finding.estimate)
