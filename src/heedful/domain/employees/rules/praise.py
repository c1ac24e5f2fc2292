"""How quickly praise arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Compliments of a window: how many came, reached their colleague, and did so within a day. A census."""

    received: int
    delivered: int
    in_time: int
    median: timedelta | None
    slowest: timedelta | None

    @property
    def share(self) -> float | None:
        """Delivered within a day / all received; None without a compliment."""
        return self.in_time / self.received if self.received else None


def reach(received: int, latencies: Sequence[timedelta]) -> Reach:
    """Reckon the reach from the number received and the time that each delivered one took.

    >>> found = reach(4, [timedelta(hours=1), timedelta(hours=3), timedelta(days=2)])
    >>> found.share, found.median
    (0.5, datetime.timedelta(seconds=10800))
    """
    return Reach(
        received=received,
        delivered=len(latencies),
        in_time=sum(each <= WITHIN for each in latencies),
        median=_median(latencies),
        slowest=max(latencies, default=None),
    )


def _median(latencies: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(each.total_seconds() for each in latencies)) if latencies else None
