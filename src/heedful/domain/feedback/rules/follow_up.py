"""When somebody is called back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from heedful.domain.feedback.enums import Kind

# (metric, low, high): the highest value, in scale points, that calls for a follow-up.
CALLS_FOR_FOLLOW_UP = {
    ("nps", 0, 10): 6.99,
    ("csat", 1, 5): 2,
    ("ces", 1, 7): 3,
    ("ces", 1, 5): 2,
    ("rating", 1, 5): 2,
}


class Scored(Protocol):
    """A value on the declared scale of a metric."""

    @property
    def metric(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Whether somebody should act on one submission, and why."""

    needed: bool
    reason: str


def needs_follow_up(kind: str, scores: Sequence[Scored]) -> FollowUp:
    """Say whether a submission calls for a case: every complaint, every score at the bottom of its scale.

    >>> needs_follow_up("complaint", [])
    FollowUp(needed=True, reason='complaint')
    """
    if kind == Kind.COMPLAINT:
        return FollowUp(True, "complaint")
    for score in scores:
        limit = CALLS_FOR_FOLLOW_UP.get((score.metric, score.low, score.high))
        if limit is not None and score.low <= score.value <= limit:
            return FollowUp(True, f"{score.metric.upper()} {score.value:g} of {score.high}")
    return FollowUp(False, "")
