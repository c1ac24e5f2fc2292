"""How badly it went, how soon it is taken up, and when the next level hears of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from heedful.domain.cases.enums import CaseKind, Priority, Severity

SECOND_FAILURE_WITHIN = timedelta(days=365)
SECOND_FAILURE_KINDS = frozenset({CaseKind.COMPLAINT, CaseKind.RECOVERY})
MONEY_AT_STAKE_MINOR = 100_000
MUCH_MONEY_MINOR = 10 * MONEY_AT_STAKE_MINOR
AGES = (timedelta(days=14), timedelta(days=28))
"""After how long an open failure is told one level up, and two."""
SILENCE = timedelta(days=14)


def severity(kind: CaseKind, *, score_percent: int | None = None, safety: bool = False) -> Severity:
    """Judge at receipt: danger first, then how low the score was (0 to 100, None without one)."""
    if safety:
        return Severity.CRITICAL
    if kind in SECOND_FAILURE_KINDS:
        return Severity.HIGH if score_percent is not None and score_percent <= 20 else Severity.MEDIUM
    return Severity.LOW


def priority(severity: Severity, *, segment_weight: int = 0, second_failure: bool = False) -> Priority:
    """Turn severity into priority: a segment goes up by its weight; danger and a second failure go first."""
    if second_failure or severity is Severity.CRITICAL:
        return Priority.URGENT
    plain = {Severity.HIGH: Priority.HIGH, Severity.MEDIUM: Priority.NORMAL, Severity.LOW: Priority.LOW}[severity]
    return Priority(max(Priority.URGENT, plain - segment_weight))


def is_second_failure(kind: CaseKind, received_at: datetime, earlier: Collection[datetime]) -> bool:
    """Tell whether the same customer was let down in the 12 months before (`earlier` are receipts of such cases)."""
    return kind in SECOND_FAILURE_KINDS and any(
        received_at - SECOND_FAILURE_WITHIN <= before <= received_at for before in earlier
    )


def lowest_percent(scores: Sequence[tuple[float, int, int]]) -> int | None:
    """Place the lowest of some (value, low, high) on its scale, 0 to 100; None without scores.

    >>> lowest_percent([(2.0, 0, 10), (4.0, 1, 5)])
    20
    """
    placed = [100 * (value - low) / (high - low) for value, low, high in scores if high > low]
    return int(min(placed)) if placed else None


def escalation_level(percent: int, *, second_failure: bool) -> int:
    """Give the level told at a threshold: 0 owner, 1 their manager, 2 the manager's manager."""
    return int(percent >= 100) + int(second_failure)


def money_level(cost_minor: int, *, second_failure: bool) -> int | None:
    """Give the level told of what a remedy costs: the manager of much, theirs of ten times that; None of little.

    A second failure goes one level up.

    >>> [money_level(cost, second_failure=False) for cost in (99_999, 100_000, 1_000_000)]
    [None, 1, 2]
    """
    if cost_minor < MONEY_AT_STAKE_MINOR:
        return None
    return 1 + int(cost_minor >= MUCH_MONEY_MINOR) + int(second_failure)


def age_levels(open_for: timedelta, *, second_failure: bool) -> list[int]:
    """List the levels that hear of a failure because of its age; a second failure goes one level up.

    >>> age_levels(timedelta(days=30), second_failure=False), age_levels(timedelta(days=14), second_failure=True)
    ([1, 2], [2])
    """
    return [n + int(second_failure) for n, age in enumerate(AGES, start=1) if open_for >= age]


def causes_at_receipt(severity: Severity, *, second_failure: bool) -> list[str]:
    """List why a manager hears of the case at once."""
    causes = ["severity"] if severity is Severity.CRITICAL else []
    return causes + (["second_failure"] if second_failure else [])
