"""Which decision a complaint speaks of: shared rare words, the touchpoint, a fact that was quoted."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 5
TOUCHPOINT, FACT = 1.0, 6.0
ENOUGH = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A decision: what it says, whether customers notice it at the touchpoint, whether a fact of it was quoted."""

    key: str
    text: str
    touches: bool = False
    quoted: bool = False


def stems(text: str) -> frozenset[str]:
    """Return the longer words of a text, cut so that their forms meet.

    >>> sorted(stems("Refunds were refunded, the day after"))
    ['after', 'refun', 'were']
    """
    return frozenset(word[:STEM].casefold() for word in WORD.findall(text))


def rank(words: str, candidates: Sequence[Candidate]) -> list[tuple[str, float]]:
    """Rank decisions by how much the complaint speaks of them; those that nothing speaks for are left out.

    A shared word counts by its rarity among the candidates (inverse document frequency, Sparck Jones 1972).
    """
    spoken = stems(words)
    texts = {each.key: stems(each.text) for each in candidates}
    seen = Counter(stem for text in texts.values() for stem in text)
    n = len(candidates)
    scored = []
    for each in candidates:
        rare = sum(log((n + 1) / seen[stem]) for stem in spoken & texts[each.key])
        score = rare + (TOUCHPOINT if each.touches else 0.0) + (FACT if each.quoted else 0.0)
        if score >= ENOUGH:
            scored.append((each.key, score))
    return sorted(scored, key=lambda pair: -pair[1])
