"""Which texts ask for the same thing in other words? Rare pieces of words that two texts share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import log, sqrt

ALIKE = 0.26
PIECE = 4
COMMON = 0.2
TELLS_NOTHING = """
a about all also am an and any are as at be because been but by can could customers did do does for from get
give good great had has have having he hello help her here his how i if in is it its just kindly let like love
make many may me more much my need nice no not of offer on one or order our out please possible really she
should so some such than thank thanks that the their them then there these they thing this those to too truly
up us use very want wanted was way we well were what when where which while who why will wish with without
would you your
"""
EMPTY = frozenset(TELLS_NOTHING.split())
POLITE = re.compile(r"\b(thank|thanks|hello|hi|dear|regards|greetings|sorry)\b", re.IGNORECASE)
SHORT = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that ask for the same thing, by their keys; `likeness` is that of the last step that joined them."""

    keys: tuple[str, ...]
    likeness: float


def groups(texts: Mapping[str, str], least: float = ALIKE) -> list[Group]:
    """Return the groups of two texts or more that are alike, most alike first.

    Texts are compared by the pieces of four letters of their telling words, rare ones counting more (tf-idf, cosine):
    so that endings, order and slips of the pen matter little. Those most alike are joined first, and two groups only
    where their texts are alike on average: one text that resembles two things does not join the two.

    >>> found = groups({"a": "Please deliver on Saturdays", "b": "delivery on a saturday", "c": "a cheaper label"})
    >>> [group.keys for group in found]
    [('a', 'b')]
    """
    links = _products(_weights({key: pieces(text) for key, text in texts.items()}))
    members: dict[str, tuple[str, ...]] = {key: (key,) for key in texts}
    near: dict[str, dict[str, float]] = {key: {} for key in texts}
    for (one, other), product in links.items():
        near[one][other] = near[other][one] = product
    heap = [(-product, one, other) for (one, other), product in links.items() if product >= least]
    heapify(heap)
    joined: dict[str, float] = {}
    while heap:
        minus, one, other = heappop(heap)
        if one not in near or other not in near or near[one].get(other) != -minus:
            continue
        for third, sum_of in _joined(near, members, one, other).items():
            near[one][third] = near[third][one] = sum_of
            if sum_of >= least:
                heappush(heap, (-sum_of, one, third))
        members[one] += members.pop(other)
        joined[one] = -minus
        joined.pop(other, None)
    found = [Group(tuple(sorted(members[key])), likeness) for key, likeness in joined.items()]
    return sorted(found, key=lambda group: (-group.likeness, group.keys))


def _joined(
    near: dict[str, dict[str, float]], members: Mapping[str, tuple[str, ...]], one: str, other: str
) -> dict[str, float]:
    """Take `other` out and return how alike the union of both is to every third group, on average over its texts."""
    left, right = near[one], near.pop(other)
    a, b = len(members[one]), len(members[other])
    thirds = (left.keys() | right.keys()) - {one, other}
    for third in thirds:
        near[third].pop(other, None)
    left.pop(other, None)
    return {third: (a * left.get(third, 0.0) + b * right.get(third, 0.0)) / (a + b) for third in thirds}


def _products(weights: Mapping[str, Mapping[str, float]]) -> dict[tuple[str, str], float]:
    """Return the cosine of every two texts that share a piece."""
    having: dict[str, list[str]] = {}
    for key, weighed in weights.items():
        for piece in weighed:
            having.setdefault(piece, []).append(key)
    products: dict[tuple[str, str], float] = {}
    for piece, keys in having.items():
        for place, one in enumerate(keys):
            for other in keys[place + 1 :]:
                pair: tuple[str, str] = (one, other)
                products[pair] = products.get(pair, 0.0) + weights[one][piece] * weights[other][piece]
    return products


def pieces(text: str) -> Counter[str]:
    """Return the pieces of the telling words of a text.

    >>> sorted(pieces("The parcels!"))
    ['_par', 'arce', 'parc', 'rcel']
    """
    found: Counter[str] = Counter()
    for word in _words(text):
        padded = f"_{word}"
        for place in range(max(1, len(padded) - PIECE + 1)):
            found[padded[place : place + PIECE]] += 1
    return found


def _words(text: str) -> Sequence[str]:
    asked = [part for part in re.split(r"[.!?\n]+", text) if not (POLITE.search(part) and len(part.split()) <= SHORT)]
    said = " ".join(asked) if any(part.strip() for part in asked) else text  # thanks alone ask for nothing
    words = (word for word in re.findall(r"[^\W\d_]+", said.casefold()) if word not in EMPTY)
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words]


def _weights(counted: Mapping[str, Counter[str]]) -> dict[str, dict[str, float]]:
    """Weigh each piece by how rare it is and bring every text to length one."""
    n = len(counted)
    texts = Counter(piece for found in counted.values() for piece in found)
    most = n * COMMON if n >= 20 else n
    weights: dict[str, dict[str, float]] = {}
    for key, found in counted.items():
        weighed = {
            piece: (1 + log(count)) * (log((1 + n) / (1 + texts[piece])) + 1)
            for piece, count in found.items()
            if texts[piece] <= most
        }
        length = sqrt(sum(each * each for each in weighed.values()))
        weights[key] = {piece: each / length for piece, each in weighed.items()} if length else {}
    return weights
