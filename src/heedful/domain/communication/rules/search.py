"""How a question is looked up in answer cards: by its longer words, the rare ones first."""

import re
from collections.abc import Sequence
from math import log
from uuid import UUID

WORD = re.compile(r"\w{3,}")
MOST_WORDS = 12


def searchable(*texts: str) -> str:
    """Return what the search looks through."""
    return "\n".join(texts).casefold()


def asked_words(question: str) -> list[str]:
    """Return the words of a question that count, once each.

    >>> asked_words("When is MY refund paid? When?")
    ['when', 'refund', 'paid']
    """
    return list(dict.fromkeys(WORD.findall(question.casefold())))[:MOST_WORDS]


def best(words: Sequence[str], rows: Sequence[tuple[UUID, str, str]], limit: int) -> list[UUID]:
    """Return the ids of the rows (id, question, text) that answer best: a word counts by its rarity among them.

    Rarity is the inverse document frequency [Sparck Jones 1972]; the question itself breaks ties, then its name.
    """
    seen = {word: sum(word in text for _, _, text in rows) for word in words}
    weight = {word: log((len(rows) + 1) / n) for word, n in seen.items() if n}

    def order(row: tuple[UUID, str, str]) -> tuple[float, int, str]:
        held = [word for word in weight if word in row[2]]
        title = row[1].casefold()
        return -sum(weight[word] for word in held), -sum(word in title for word in held), row[1]

    return [row[0] for row in sorted(rows, key=order)[:limit]]
