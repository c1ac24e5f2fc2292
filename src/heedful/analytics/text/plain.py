"""How plain a text is."""

import re

LONG = 6


def lix(text: str) -> float | None:
    """Return the readability index LIX: words a sentence plus the percentage of words of more than six letters.

    It counts no syllables, so that it works across languages with an alphabet. Below 30 very easy, 40 easy, 50 medium,
    60 hard, above it very hard [Bjornsson 1968]. None for a text without words.

    >>> lix("Parcels for the coast leave at night. You will have them a day sooner.")
    14.142857142857142
    >>> lix("")
    """
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return None
    sentences = max(1, len([part for part in re.split(r"[.:!?\n]+", text) if re.search(r"\w", part)]))
    long = sum(len(word) > LONG for word in words)
    return len(words) / sentences + 100 * long / len(words)


def in_words(index: float) -> str:
    """Say what an index means.

    >>> in_words(38)
    'easy'
    """
    for bound, word in ((30, "very easy"), (40, "easy"), (50, "medium"), (60, "hard")):
        if index < bound:
            return word
    return "very hard"
