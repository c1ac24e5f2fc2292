"""Time until something happens, over everybody for whom it could: the product-limit estimate [Kaplan & Meier 1958]."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """At time `at` (whole units), of `at_risk` people `events` did it; `surviving` is the share still waiting after."""

    at: int
    at_risk: int
    events: int
    surviving: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still waiting, as steps; `n` people, `events` of whom did it."""

    n: int
    events: int
    steps: tuple[Step, ...]

    def quantile(self, p: float) -> int | None:
        """Return the first time by which a share `p` has done it; None where that was not reached.

        A survival of exactly 1 - p counts as reached, as in Kaplan and Meier's own median.
        """
        wanted = 1 - p + 1e-12
        return next((step.at for step in self.steps if step.surviving <= wanted), None)


def product_limit(waits: Iterable[tuple[int, bool]]) -> Curve:
    """Estimate the waiting time from pairs of a whole number of units and whether it ended there.

    False means: still waiting, left or replaced at that time (censored). Those who end and those who are censored at
    the same time count as at risk together, by convention.

    Six patients of the remission study of Freireich 1963, cut short, by hand: 6 6 6 6+ 7 9+.

    >>> curve = product_limit([(6, True), (6, True), (6, True), (6, False), (7, True), (9, False)])
    >>> [(step.at, step.at_risk, step.events, step.surviving) for step in curve.steps]
    [(6, 6, 3, 0.5), (7, 2, 1, 0.25)]
    >>> curve.quantile(0.5), curve.quantile(0.9)
    (6, None)
    """
    events: Counter[int] = Counter()
    leaving: Counter[int] = Counter()
    for wait, ended in waits:
        leaving[wait] += 1
        events[wait] += ended
    at_risk = n = sum(leaving.values())
    surviving, steps = 1.0, []
    for at in sorted(leaving):
        if events[at]:
            surviving *= float(Fraction(at_risk - events[at], at_risk))
            steps.append(Step(at, at_risk, events[at], surviving))
        at_risk -= leaving[at]
    return Curve(n, sum(events.values()), tuple(steps))
