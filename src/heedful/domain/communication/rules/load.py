"""How much one person is asked to take in: items and minutes in five working days, against a budget."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ITEMS, MINUTES, WORKING_DAYS = 5, 30, 5
WORDS_A_MINUTE = 200
MINUTES_A_QUESTION = 0.5
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Load:
    """What a person would have to acknowledge within five working days."""

    items: int
    minutes: float

    @property
    def over(self) -> bool:
        """Whether it is more than the budget."""
        return self.items > ITEMS or self.minutes > MINUTES


def minutes(words: int, questions: int) -> float:
    """Return the minutes that a text of so many words with a quiz takes.

    >>> minutes(400, 3)
    3.5
    """
    return words / WORDS_A_MINUTE + questions * MINUTES_A_QUESTION


def window_start(at: datetime) -> datetime:
    """Return the moment five working days (Monday to Friday) before `at`.

    >>> from datetime import UTC
    >>> window_start(datetime(2026, 3, 17, 12, tzinfo=UTC)).isoformat()
    '2026-03-10T12:00:00+00:00'
    """
    left, moment = WORKING_DAYS, at
    while left:
        moment -= timedelta(days=1)
        left -= moment.weekday() < SATURDAY
    return moment
