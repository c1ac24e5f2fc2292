"""Did the fix work? An exact test of a fall, a test of being at target, and the words that both allow.

A problem is opened at its worst, so that any fix is followed by a fall; and a change of volume looks like an effect.
Therefore only what happened between the trigger and the fix is the base, exposure is counted, and "fell" is not yet
"at target".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, log, sqrt

from heedful.analytics.inference.counts import Window, lower_rate, upper_rate

ALPHA = 0.05


class Verdict(StrEnum):
    """What may be said of a fix."""

    TOO_EARLY = "too_early"
    EFFECTIVE = "effective"
    IMPROVED = "improved_not_at_target"
    MOVED = "moved_elsewhere"
    NO_EVIDENCE = "no_evidence_yet"
    INEFFECTIVE = "ineffective"
    RELAPSED = "relapsed"


@dataclass(frozen=True, slots=True)
class Law:
    """What was agreed before the fix: the rate to reach, the dispersion, alpha of all looks together, their number."""

    target: float
    d: float = 0.0
    alpha: float = ALPHA
    looks: int = 1

    @property
    def per_look(self) -> float:
        """Alpha of one look: two looks share it evenly."""
        return self.alpha / self.looks


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with all that it rests on. `p` is that of the fall; rates are per unit of exposure."""

    verdict: Verdict
    before: Window
    after: Window
    p: float
    low: float
    high: float
    target: float
    earliest: float | None
    risen: tuple[str, ...] = ()


def fall_p(before: Window, after: Window, d: float = 0.0) -> float:
    """Return the exact probability of so few events after, given all events, if the rate had not changed.

    Binomial(y0 + y1, E1 / (E0 + E1)) for D = 0, else BetaBinomial(y0 + y1, E1 / D, E0 / D).

    >>> round(fall_p(Window(3, 4.0), Window(0, 7.0)), 4)
    0.0481
    >>> round(fall_p(Window(30, 5.0), Window(30, 8.0)), 3), round(fall_p(Window(30, 5.0), Window(30, 8.0), 0.2), 3)
    (0.046, 0.111)
    """
    return _at_most(after.count, before.count + after.count, after.exposure, before.exposure, d)


def rise_p(before: Window, after: Window, d: float = 0.0) -> float:
    """Return the exact probability of so many events after: the fall test, mirrored.

    >>> round(rise_p(Window(0, 7.0), Window(3, 4.0)), 4)
    0.0481
    """
    return fall_p(after, before, d)


def earliest_exposure(before: Window, law: Law) -> float | None:
    """Return the exposure after which silence would first prove something; None when it never will (nothing before).

    For D = 0 it is max(E0 (a^(-1/y0) - 1), -ln(a) / target) with a = alpha of one look.

    >>> [round(earliest_exposure(Window(y, 1.0), Law(target=1e9)), 2) for y in (1, 2, 3, 5, 10, 20)]
    [19.0, 3.47, 1.71, 0.82, 0.35, 0.16]
    >>> earliest_exposure(Window(0, 1.0), Law(target=1.0)) is None
    True
    """
    a, d = law.per_look, law.d
    if not before.count or not before.exposure or law.target <= 0:
        return None
    at_target = -log(a) / law.target if d == 0 else -log(a) * d / log(1 + d * law.target)
    poisson = before.exposure * (float(a ** (-1 / before.count)) - 1)
    if d == 0:
        return max(poisson, at_target)
    low, high = 0.0, max(poisson, at_target)
    while fall_p(before, Window(0, high), d) > a:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if fall_p(before, Window(0, middle), d) > a else (low, middle)
    return max(high, at_target)


def judge(
    before: Window,
    after: Window,
    law: Law,
    *,
    last_look: bool,
    siblings: Mapping[str, tuple[Window, Window]] | None = None,
) -> Finding:
    """Judge a fix at one of its looks. `siblings` are the places where the trouble may have gone, before and after.

    >>> judge(Window(60, 5.0), Window(24, 8.0), Law(target=7.5), last_look=True).verdict.value
    'effective'
    >>> judge(Window(3, 4.0), Window(0, 4.0), Law(target=0.5), last_look=True).verdict.value
    'too_early'
    """
    a, d = law.per_look, law.d
    p = fall_p(before, after, d)
    low, high = lower_rate(after, d, a), upper_rate(after, d, a)
    earliest = earliest_exposure(before, law)
    risen: tuple[str, ...] = ()
    if earliest is not None and after.exposure < earliest:
        verdict = Verdict.TOO_EARLY
    elif p <= a:
        risen = _risen(siblings or {}, d, a)
        verdict = Verdict.MOVED if risen else Verdict.EFFECTIVE if high <= law.target else Verdict.IMPROVED
    elif last_look and low > law.target:
        verdict = Verdict.INEFFECTIVE
    else:
        verdict = Verdict.NO_EVIDENCE
    return Finding(verdict, before, after, p, low, high, law.target, earliest, risen)


def ratio_of_ratios(
    treated: tuple[Window, Window], untouched: tuple[Window, Window], d: float = 0.0
) -> tuple[float, float, float]:
    """Compare the change of a rate with that of an untouched control: the ratio and its 95 % limits.

    Half an event is added to each window (Haldane); the variance of a log rate is 1 / y + D / E.

    >>> [round(x, 2) for x in ratio_of_ratios((Window(60, 5), Window(30, 5)), (Window(50, 5), Window(50, 5)))]
    [0.5, 0.28, 0.9]
    """
    windows = [treated[1], treated[0], untouched[1], untouched[0]]
    signs = (1, -1, -1, 1)
    middle = sum(
        sign * log((window.count + 0.5) / window.exposure) for sign, window in zip(signs, windows, strict=True)
    )
    half = 1.959964 * sqrt(sum(1 / (window.count + 0.5) + d / window.exposure for window in windows))
    return exp(middle), exp(middle - half), exp(middle + half)


def expected_by_chance(alphas: Sequence[float]) -> int:
    """Return how many "effective" verdicts chance alone would give at most, were none of the judged fixes to work.

    >>> expected_by_chance([0.05] * 30)
    2
    """
    return ceil(round(sum(alphas), 9))


def _risen(siblings: Mapping[str, tuple[Window, Window]], d: float, alpha: float) -> tuple[str, ...]:
    """Name the siblings that rose, at alpha shared by all of them."""
    return tuple(
        name
        for name, (before, after) in siblings.items()
        if before.exposure and after.exposure and rise_p(before, after, d) <= alpha / len(siblings)
    )


def _at_most(y: int, n: int, own: float, other: float, d: float) -> float:
    """Return P(X <= y) of n events of which each window takes its share."""
    import numpy as np
    from scipy.special import betainc, gammaln  # here, because importing it costs 0.2 s that most pages need not pay

    if y >= n:
        return 1.0
    if own <= 0 or other <= 0:
        return 0.0 if own > 0 else 1.0
    if d == 0:
        return float(betainc(n - y, y + 1, other / (own + other)))
    k, steps = np.arange(y + 1), d * np.arange(n)  # products of (E + i D) stay exact where Beta(E / D) would overflow
    mine, theirs = (np.concatenate(([0.0], np.cumsum(np.log(share + steps)))) for share in (own, other))
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    logs = ways + mine[k] + theirs[n - k] - np.log(own + other + steps).sum()
    return min(1.0, float(np.exp(logs).sum()))
