"""Which function does which kind of job. Filled by interfaces/jobs, read by the runner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Work = Callable[[dict[str, Any], datetime], None]
Poll = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """`transactional` work commits together with "done": its effect happens exactly once.

    Other work (mail, web calls) runs outside any transaction, may run twice and must bear it.
    """

    work: Work
    transactional: bool


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


def handler(kind: str, *, transactional: bool) -> Callable[[Work], Work]:
    """Register the decorated function as the one that does jobs of `kind`."""

    def register(work: Work) -> Work:
        handlers[kind] = Handler(work, transactional)
        return work

    return register


def periodic(name: str, *, every: timedelta) -> Callable[[Poll], Poll]:
    """Register the decorated function to be called about every `every`, by one worker at a time."""

    def register(poll: Poll) -> Poll:
        periodics[name] = Periodic(poll, every)
        return poll

    return register
