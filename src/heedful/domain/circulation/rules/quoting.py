"""Which words of customers a digest may show: masked, long enough a list, and nobody's colleague pointed at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from heedful.analytics.text.likeness import groups, pieces
from heedful.analytics.text.masking import mask

MOST_WORDS = 500
LONGEST = 240
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What one customer wrote; `colleague_id` where it is about one colleague, `names` who must not be read in it."""

    id: UUID
    body: str
    kind: str = ""
    colleague_id: UUID | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """The masked piece [begins, ends) of a comment; `alike` say the same among `among` comments, itself included."""

    comment: Comment
    text: str
    begins: int
    ends: int
    alike: tuple[UUID, ...]
    among: int


def newest(comments: Sequence[Comment], most: int = MOST_WORDS) -> list[Comment]:
    """Return the first comments whose words together stay within `most`, the first one always; they come newest first.

    >>> [len(newest([Comment(id=UUID(int=n), body="too slow again") for n in range(9)], most)) for most in (2, 7, 99)]
    [1, 2, 9]
    """
    kept: list[Comment] = []
    words = 0
    for each in comments:
        words += len(each.body.split())
        if words > most and kept:
            break
        kept.append(each)
    return kept


def showable(comments: Sequence[Comment], least: int) -> list[Comment]:
    """Leave out comments about a colleague of whom fewer than `least` speak; nothing is left of fewer than `least`."""
    about = Counter(each.colleague_id for each in comments)
    left = [each for each in comments if each.colleague_id is None or about[each.colleague_id] >= least]
    return left if len(left) >= least else []


def quote(comments: Sequence[Comment], names: Collection[str]) -> Quote | None:
    """Return the comment that stands for the most others, a group's most typical one; None without comments."""
    if not comments:
        return None
    by_key = {str(each.id): each for each in comments}
    found = groups({key: each.body for key, each in by_key.items()})
    largest = max(found, key=lambda group: (len(group.keys), group.likeness), default=None)
    keys = largest.keys if largest else (str(comments[0].id),)
    parts = {key: set(pieces(by_key[key].body)) for key in keys}
    shared = Counter(piece for own in parts.values() for piece in own)
    typical = max(keys, key=lambda key: sum(shared[p] for p in parts[key]) / (1 + len(parts[key])))
    comment = by_key[typical]
    begins, ends = piece_of(comment.body, shared)
    text = mask(comment.body[begins:ends], {*names, *comment.names})
    return Quote(comment, text, begins, ends, tuple(by_key[key].id for key in keys), len(comments))


def piece_of(body: str, shared: Counter[str]) -> tuple[int, int]:
    """Return where the sentence lies that says most of what is shared, with what follows while it is short."""
    spans = [(m.start() + len(m[0]) - len(m[0].lstrip()), m.end()) for m in _SENTENCE.finditer(body) if m[0].strip()]
    if not spans:
        return 0, len(body)
    best = max(range(len(spans)), key=lambda n: (sum(shared[p] for p in pieces(body[slice(*spans[n])])), -n))
    begins, ends = spans[best]
    for _, later in spans[best + 1 :]:
        if later - begins > LONGEST:
            break
        ends = later
    return begins, min(ends, begins + LONGEST)


def faithful(found: Quote, names: Collection[str]) -> bool:
    """Tell whether a quote is what the customer wrote at that place, masked."""
    said = found.comment.body[found.begins : found.ends]
    return found.text == mask(said, {*names, *found.comment.names})
