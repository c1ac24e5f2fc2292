"""When a delivery is tried again, and what a reply means. Pure."""

from datetime import timedelta
from enum import StrEnum

WAITS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=each) for each in (2, 5, 10, 14, 20, 24)),
)
"""The wait before each try: ten tries in three days and a quarter."""


class Meaning(StrEnum):
    """What a try came to."""

    TAKEN = "taken"
    FAILED = "failed"
    GONE = "gone"


def meaning(status: int | None) -> Meaning:
    """Return what a status says: 2xx is taken, 410 asks never to be called again, all else (3xx, silence) failed."""
    if status == 410:
        return Meaning.GONE
    return Meaning.TAKEN if status is not None and 200 <= status < 300 else Meaning.FAILED


def wait_after(tries: int) -> timedelta | None:
    """Return the wait after so many failed tries; None after the last.

    >>> wait_after(1), wait_after(9), wait_after(10)
    (datetime.timedelta(seconds=5), datetime.timedelta(days=1), None)
    """
    return WAITS[tries] if tries < len(WAITS) else None
