"""The pieces of a comment that may say different things: sentences, and clauses after but, however, although."""

from __future__ import annotations

import re
from itertools import pairwise

SENTENCE = re.compile(r"(?<![.!?\u061f\u3002])[.!?\u061f\u3002]++(?=\s|$)|\n+|;")
TURN = re.compile(
    r"\b(?:but|however|although|though|yet|aber|jedoch|obwohl|mais|cependant|pourtant|lakini|ingawa)\b|لكن",
    re.IGNORECASE,
)
FEWEST_WORDS = 2


def split_units(text: str) -> list[tuple[int, int]]:
    """Return (begin, end) of the units of a text, in order; they cut its words out of the original.

    >>> said = "The driver was kind, but the box was wet. Never again!"
    >>> [said[begin:end] for begin, end in split_units(said)]
    ['The driver was kind,', 'but the box was wet.', 'Never again!']
    """
    cuts = sorted(
        {
            0,
            len(text),
            *(each.end() for each in SENTENCE.finditer(text)),
            *(each.start() for each in TURN.finditer(text)),
        }
    )
    found: list[tuple[int, int]] = []
    for begin, end in pairwise(cuts):
        piece = text[begin:end]
        left, right = begin + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
        if left >= right:
            continue
        if found and len(re.findall(r"\w+", text[left:right])) < FEWEST_WORDS:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return found
