"""What a recovery is worth: the score after it and whether the customer stayed, each against customers left untroubled.

The service recovery paradox is found for satisfaction, not for repurchase, word of mouth or image (de Matos, Henrique
and Rossi 2007, Journal of Service Research 10:60). So the two are one result here: neither is shown without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from heedful.analytics.inference.finding import Finding, Grade
from heedful.analytics.inference.intervals import LEVEL
from heedful.analytics.inference.moments import t_of
from heedful.analytics.value.matched import LEAST, NEAR

RECOVERED_WITHIN = 5.0
"""Points of 100 below the customer's own level before that still count as recovered."""
PARADOX = (
    "A good recovery can lift the score above that of customers whom nothing happened to. That holds for satisfaction; "
    "studies do not find it for buying again, word of mouth or image. Preventing the failure comes first."
)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer: the group of those like it, its score (0 to 100) before and after, and whether it bought again."""

    group: str
    before: float
    after: float | None
    stayed: bool | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """Score and retention after a recovery, beside matched customers without a failure: always both or none.

    `recovered` of `heard` came back to their own level; `failed` had a failure, whether heard afterwards or not.
    """

    delta: Finding
    retention: Finding
    recovered: int
    heard: int
    failed: int

    @property
    def shown(self) -> bool:
        """Tell whether there is enough for both; else neither may be shown."""
        return self.delta.low is not None and self.retention.low is not None

    @property
    def paradox(self) -> bool:
        """Tell whether the score after a recovery lies above that of untroubled customers by more than chance."""
        return self.shown and self.delta.low is not None and self.delta.low > 0


def recovery_effect(failed: Sequence[Customer], untroubled: Sequence[Customer], *, level: float = LEVEL) -> Recovery:
    """Compare customers after a recovery with those alike (group, score before within 10 points) without a failure.

    The score is that of all who were heard afterwards; retention that of those who came back to their own level.

    >>> failed = [Customer("a", 80.0, 84.0 + place % 2, place % 2 == 0) for place in range(12)]
    >>> untroubled = [Customer("a", 78.0, 80.0, True), Customer("b", 80.0, 0.0, False)]
    >>> found = recovery_effect(failed, untroubled)
    >>> found.delta.estimate, found.retention.estimate, found.paradox, found.recovered
    (4.5, -0.5, True, 12)
    """
    heard = [each for each in failed if each.after is not None]
    recovered = [each for each in heard if each.after is not None and each.after >= each.before - RECOVERED_WITHIN]
    return Recovery(
        _against(heard, untroubled, lambda each: each.after, level),
        _against(recovered, untroubled, lambda each: None if each.stayed is None else float(each.stayed), level),
        len(recovered),
        len(heard),
        len(failed),
    )


def _against(
    mine: Sequence[Customer],
    others: Sequence[Customer],
    value: Callable[[Customer], float | None],
    level: float,
) -> Finding:
    """Take from each value the mean of those alike; below ten there is no interval, so no claim."""
    pairs = [(each, found) for each in others if (found := value(each)) is not None]
    known = [(each, found) for each in mine if (found := value(each)) is not None]
    gaps = []
    for each, found in known:
        like = [
            other for one, other in pairs if one.group == each.group and abs(one.before - each.before) <= NEAR
        ]  # fmt: skip
        if like:
            gaps.append(found - fmean(like))
    n, dropped = len(gaps), len(mine) - len(gaps)
    middle = fmean(gaps) if gaps else 0.0
    half = t_of(level, n - 1) * stdev(gaps) / sqrt(n) if n >= LEAST else None
    return Finding(
        estimate=middle,
        low=None if half is None else middle - half,
        high=None if half is None else middle + half,
        level=level,
        n_used=n,
        n_dropped=dropped,
        reason="not known, or nobody stood alike" if dropped else "",
        method="difference to matched customers",
        grade=Grade.ADJUSTED,
        warnings=("who had a failure was not drawn: something else may differ",),
    )
