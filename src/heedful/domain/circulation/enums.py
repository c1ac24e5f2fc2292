"""What a digest tells."""

from enum import StrEnum


class Topic(StrEnum):
    """What one of the three things is about."""

    NEWS = "news"
    WORDS = "words"
    WAITING = "waiting"
    THANKS = "thanks"
    PROMISES = "promises"
