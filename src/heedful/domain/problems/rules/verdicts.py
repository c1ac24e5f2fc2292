"""When a fix is looked at, and which words end its plan."""

from collections.abc import Mapping

from heedful.analytics.inference.effect import Verdict
from heedful.domain.problems.enums import Exposure

FINAL = frozenset({Verdict.EFFECTIVE, Verdict.MOVED, Verdict.INEFFECTIVE})
"""After these there is no second look. The others go on while there is one."""


def due_look(weeks: int, *, watch: int, longest: int, told: Mapping[int, Verdict]) -> int | None:
    """Return the look that is due after so many whole weeks: at the end of the watch, and once after an extension.

    >>> due_look(8, watch=8, longest=16, told={}), due_look(16, watch=8, longest=16, told={1: Verdict.NO_EVIDENCE})
    (1, 2)
    >>> due_look(16, watch=8, longest=16, told={1: Verdict.EFFECTIVE}) is None
    True
    """
    if 1 not in told:
        return 1 if weeks >= watch else None
    if longest > watch and 2 not in told and told[1] not in FINAL:
        return 2 if weeks >= longest else None
    return None


def goes_on(look: int, looks: int) -> bool:
    """Say whether another look follows."""
    return look < looks


def per_of(exposure: str) -> int:
    """Return how many units of exposure a rate is printed for: a week, or 1,000 contacts."""
    return 1_000 if exposure == Exposure.INTERACTIONS else 1
