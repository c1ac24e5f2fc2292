"""How a question is looked up in answer cards: by its longer words, the rare ones first."""

import re
from collections import Counter
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
    holds = [[word for word in words if word in text] for _, _, text in rows]
    seen = Counter(word for held in holds for word in held)
    weight = {word: log((len(rows) + 1) / n) for word, n in seen.items()}
    score = [sum(weight[word] for word in held) for held in holds]

    def order(n: int) -> tuple[float, int, str]:
        question = rows[n][1]
        return -score[n], -sum(word in question.casefold() for word in words), question

    enough = sorted(score, reverse=True)[:limit][-1] if rows else 0.0
    ranked = sorted((n for n in range(len(rows)) if score[n] >= enough), key=order)
    return [rows[n][0] for n in ranked[:limit]]
