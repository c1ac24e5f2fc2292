"""The record in which an analysis travels: never a bare number, and words that its design has earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from heedful.analytics.inference.intervals import LEVEL

VERSION = 1


class Grade(StrEnum):
    """What the design allows one to say; it alone decides the verb."""

    ASSOCIATION = "association"
    ADJUSTED = "adjusted"
    QUASI_EXPERIMENT = "quasi-experiment"
    RANDOMISED = "randomised"

    @property
    def verb(self) -> str:
        """The verb of the sentence."""
        return {
            Grade.ASSOCIATION: "is associated with",
            Grade.ADJUSTED: "is associated with, other things equal,",
            Grade.QUASI_EXPERIMENT: "was followed by",
            Grade.RANDOMISED: "caused",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result with what a reader needs to judge it.

    `low` and `high` are None where there is no interval; `n_dropped` rows were left out for `reason`.
    """

    estimate: float
    low: float | None
    high: float | None
    level: float = LEVEL
    n_used: int
    n_dropped: int = 0
    reason: str = ""
    method: str
    version: int = VERSION
    grade: Grade = Grade.ASSOCIATION
    warnings: tuple[str, ...] = ()
    wording: str = ""

    @property
    def shown(self) -> bool:
        """Tell whether the interval leaves out no effect."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def worded(cause: str, outcome: str, finding: Finding, *, nothing: float = 0.0) -> str:
    """Write the sentence of a finding: the verb of its grade, and a null as plainly as a finding.

    `nothing` is the value of no effect: 0 for a difference, 1 for a ratio.

    >>> worded("Waiting", "leaving", Finding(estimate=1.9, low=1.2, high=3.0, n_used=80, method="x"), nothing=1.0)
    'Waiting is associated with leaving: 1.9 (95 % interval 1.2 to 3, n 80).'
    >>> worded("Waiting", "leaving", Finding(estimate=1.1, low=0.7, high=1.6, n_used=80, method="x"), nothing=1.0)
    'No link of waiting with leaving is shown: 1.1 (95 % interval 0.7 to 1.6, n 80).'
    """
    if finding.low is None or finding.high is None:
        return f"Nothing can be said about {cause.lower()} and {outcome}: {finding.n_used} rows give no interval."
    numbers = (
        f"{finding.estimate:.3g} ({100 * finding.level:.0f} % interval {finding.low:.3g} to {finding.high:.3g},"
        f" n {finding.n_used})"
    )
    if finding.low <= nothing <= finding.high:
        return f"No link of {cause.lower()} with {outcome} is shown: {numbers}."
    return f"{cause} {finding.grade.verb} {outcome}: {numbers}."


def joined(warnings: Sequence[str | None]) -> tuple[str, ...]:
    """Keep the warnings that apply."""
    return tuple(each for each in warnings if each)
