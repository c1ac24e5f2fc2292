"""Which function does which kind of job. Filled by interfaces/jobs, read by the runner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Lane(StrEnum):
    """Who waits behind whom."""

    QUICK = "quick"
    LONG = "long"
    ALL = "all"


Work = Callable[[dict[str, Any], datetime], None]
Poll = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """`transactional` work commits together with "done": its effect happens exactly once.

    Other work (mail, web calls) runs outside any transaction, may run twice and must bear it. `long` work has a lane of
    its own, so that mail and clocks do not wait behind an import.
    """

    work: Work
    transactional: bool
    long: bool = False


@dataclass(frozen=True, slots=True)
class Periodic:
    """A poll and its interval."""

    poll: Poll
    every: timedelta


handlers: dict[str, Handler] = {}
periodics: dict[str, Periodic] = {}


def _nobody(_at: datetime) -> None:
    """Stand in until the product has started."""


inline: Callable[[datetime], None] = _nobody
"""What serves the outbox in the process that asked, where HEEDFUL_JOBS is `inline`."""


def handler(kind: str, *, transactional: bool, long: bool = False) -> Callable[[Work], Work]:
    """Register the decorated function as the one that does jobs of `kind`."""

    def register(work: Work) -> Work:
        handlers[kind] = Handler(work, transactional, long)
        return work

    return register


def long_kinds() -> list[str]:
    """Return the kinds of jobs that have the lane for long work; every other job, of a known kind or not, is quick."""
    return [kind for kind, each in handlers.items() if each.long]


def periodic(name: str, *, every: timedelta) -> Callable[[Poll], Poll]:
    """Register the decorated function to be called about every `every`, by one worker at a time."""

    def register(poll: Poll) -> Poll:
        periodics[name] = Periodic(poll, every)
        return poll

    return register
