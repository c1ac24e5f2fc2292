"""Maintain, prune, win back: who may decide, and when a decision is looked at again."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from heedful.domain.portfolio.enums import DecisionState
from heedful.foundation.days import add_months

S = DecisionState
TRANSITIONS: Mapping[DecisionState, frozenset[DecisionState]] = {
    S.PROPOSED: frozenset({S.APPROVED, S.DECLINED}),
    S.APPROVED: frozenset({S.REVIEWED}),
    S.DECLINED: frozenset(),
    S.REVIEWED: frozenset(),
}
OPEN = frozenset({S.PROPOSED, S.APPROVED})
PERIODS = 2
"""How many closed months lie between a decision and its review."""


def may_become(state: DecisionState, target: DecisionState) -> bool:
    """Tell whether a decision may pass from one state to another."""
    return target in TRANSITIONS[state]


def may_approve(proposed_by: UUID | None, approver: UUID | None) -> bool:
    """Tell whether somebody may approve or decline: never the one who proposed, and never nobody."""
    return approver is not None and approver != proposed_by


def review_due(approved_on: date) -> date:
    """Return the day of the review: when two whole months have been closed since.

    >>> review_due(date(2026, 3, 17))
    datetime.date(2026, 6, 1)
    """
    return add_months(approved_on, PERIODS + 1)
