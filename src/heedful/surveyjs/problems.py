"""One thing that is wrong with an answer: which question, what was given, how to put it right."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A refused answer. code and bounds let a page say it in the reader's language."""

    question: str
    code: str
    message: str
    fix: str
    value: str = ""
    bounds: tuple[tuple[str, str], ...] = ()


def problem(question: str, code: str, value: Any, message: str, fix: str, **bounds: Any) -> Problem:
    """Build a problem; the value is shown as text, cut at 80 characters.

    >>> problem("nps", "not_a_choice", 42, "42 is not on the scale", "choose 0 to 10", low=0, high=10).value
    '42'
    """
    shown = value if isinstance(value, str) else repr(value)
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in shown[:80])
    return Problem(question, code, message, fix, shown, tuple((key, str(bound)) for key, bound in bounds.items()))
