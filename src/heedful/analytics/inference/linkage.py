"""May a link between experience and behaviour be claimed? Leakage, exposure, time order, and strength."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from heedful.analytics.inference.moments import Floats, t_of

TOO_GOOD = 0.97
LEAST = 30
COVERED = 0.5


class OverlappingWindows(ValueError):
    """The outcome begins before the signal ends: the link would explain itself."""


class NoExposure(ValueError):
    """A count was offered as a signal without what it is counted out of."""


def check_order(signal_ends: date, outcome_begins: date) -> None:
    """Refuse a signal that reaches into the window of its outcome.

    >>> check_order(date(2026, 3, 1), date(2026, 3, 1))
    """
    if outcome_begins < signal_ends:
        raise OverlappingWindows(f"the signal ends on {signal_ends}, the outcome begins on {outcome_begins}")


def auc(scores: Sequence[float] | Floats, outcome: Sequence[bool] | NDArray[np.bool_]) -> float:
    """Return the chance that one with the outcome scores higher than one without; ties count half.

    >>> auc([1.0, 2.0, 2.0, 3.0], [False, False, True, True])
    0.875
    """
    from scipy.stats import rankdata  # here, because importing it costs 0.2 s that most pages need not pay

    had = np.asarray(outcome, dtype=bool)
    ranks = rankdata(np.asarray(scores, dtype=float))
    yes, no = int(had.sum()), int((~had).sum())
    return float((ranks[had].sum() - yes * (yes + 1) / 2) / (yes * no))


@dataclass(frozen=True, slots=True)
class Leak:
    """A variable that knows the outcome too well, and by which sign."""

    name: str
    sign: str


def leakage_check(variables: Mapping[str, Sequence[float]], outcome: Sequence[bool]) -> list[Leak]:
    """Name the variables that look as if they were made from the outcome; any of them blocks a claim of money.

    (a) alone it tells the outcome with an AUC above 0.97; (b) a level or tenth of 30 rows or more holds only the rarer
    outcome; (c) levels that hold one outcome alone cover half of all rows. A level without the rarer outcome is
    ordinary and no alarm.

    >>> had = [place % 4 == 0 for place in range(200)]
    >>> leakage_check({"made of it": [float(each) for each in had], "noise": [place % 7 for place in range(200)]}, had)
    [Leak(name='made of it', sign='alone it tells the outcome (AUC 1.00)')]
    """
    had = np.asarray(outcome, dtype=bool)
    rarer = bool(had.mean() <= 0.5)
    found = []
    for name, given in variables.items():
        sign = _sign(np.asarray(given, dtype=float), had, rarer)
        if sign:
            found.append(Leak(name, sign))
    return found


def _sign(values: Floats, had: NDArray[np.bool_], rarer: bool) -> str:
    power = auc(values, had)
    if max(power, 1 - power) > TOO_GOOD:
        return f"alone it tells the outcome (AUC {max(power, 1 - power):.2f})"
    levels = _levels(values)
    pure = 0
    for level in np.unique(levels):
        rows = had[levels == level]
        if rows.all() or not rows.any():
            pure += len(rows)
            if len(rows) >= LEAST and bool(rows[0]) == rarer:
                return f"a level of {len(rows)} rows holds only the rarer outcome"
    if pure >= COVERED * len(had):
        return f"levels with one outcome alone cover {100 * pure / len(had):.0f} % of the rows"
    return ""


def _levels(values: Floats) -> Floats:
    if len(np.unique(values)) <= 20:
        return values
    edges = np.quantile(values, np.arange(1, 10) / 10)
    found: Floats = np.searchsorted(edges, values, side="right").astype(float)
    return found


@dataclass(frozen=True, slots=True)
class Exposed:
    """The slope of a count alone and beside its exposure; `turned` when the sign changes."""

    alone: float
    beside: float

    @property
    def turned(self) -> bool:
        """Tell whether the count says the opposite once its exposure is known."""
        return self.alone * self.beside < 0


def exposure_check(count: Sequence[float], exposure: Sequence[float] | None, outcome: Sequence[float]) -> Exposed:
    """Compare the slope of a count with and without its exposure beside it; refuse a count that has none.

    Who orders more complains more and stays longer: the count alone "protects". Least squares on standardised columns.

    >>> orders = [1.0, 2, 3, 4, 5, 6, 7, 8]
    >>> faults = [1.0, 1, 2, 1, 2, 2, 3, 2]
    >>> left = [1.0, 0.8, 0.9, 0.5, 0.5, 0.3, 0.5, 0.0]
    >>> exposure_check(faults, orders, left).turned
    True
    """
    if exposure is None:
        raise NoExposure("a count needs what it is counted out of (orders, months, use): give it, or use a rate")
    x, z, y = (_standardised(each) for each in (count, exposure, outcome))
    alone = float(x @ y / (x @ x))
    both = np.linalg.lstsq(np.column_stack([x, z]), y, rcond=None)[0]
    return Exposed(alone, float(both[0]))


def _standardised(values: Sequence[float]) -> Floats:
    given = np.asarray(values, dtype=float)
    found: Floats = (given - given.mean()) / given.std()
    return found


def e_value(ratio: float) -> float:
    """Return the risk ratio a hidden cause needs with both sides to explain a ratio [VanderWeele & Ding 2017].

    >>> round(e_value(3.9), 2), round(e_value(1.8), 1), round(e_value(1 / 3.9), 2)
    (7.26, 3.0, 7.26)
    """
    up = max(ratio, 1 / ratio)
    return up + sqrt(up * (up - 1))


def robustness_value(partial_r2: float, freedom: int, alpha: float | None = None) -> float:
    """Return the share of what is unexplained that a hidden cause must explain on both sides [Cinelli & Hazlett 2020].

    To bring the estimate to nothing, or with `alpha` to bring it inside its interval.

    >>> round(robustness_value(0.02187, 783), 5), round(robustness_value(0.02187, 783, 0.05), 5)
    (0.13877, 0.07625)
    """
    f = sqrt(partial_r2 / (1 - partial_r2))
    if alpha is not None:
        f -= t_of(1 - alpha, freedom - 1) / sqrt(freedom - 1)
    if f <= 0:
        return 0.0
    return (sqrt(f**4 + 4 * f**2) - f**2) / 2
