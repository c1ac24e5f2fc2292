"""When two texts on one topic say different things: values are compared, then denials. A suspicion, never a verdict."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from heedful.domain.communication.enums import Attribute
from heedful.domain.communication.rules.values import Statement, Value, statements

LIKE, SAME = 0.34, 0.6
"""Share of the shorter sentence's words that both use: about one thing; saying one thing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text with its place: an announcement's words, a card, a campaign, a policy's fact. Same `of`: translations."""

    key: str
    topic: str
    text: str
    language: str = "en"
    of: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Two texts that differ: in what, by which values, and the sentences that say so."""

    topic: str
    attribute: Attribute
    one: str
    one_words: str
    other: str
    other_words: str
    values: tuple[str, str]
    rule: str

    @property
    def fingerprint(self) -> str:
        """The same finding has the same fingerprint, in whichever order the texts came."""
        sides = sorted([(self.one, self.one_words), (self.other, self.other_words)])
        return hashlib.sha256(repr((self.topic, self.attribute, sides)).encode()).hexdigest()


def contradictions(sources: Sequence[Source]) -> list[Found]:
    """Compare the texts of each topic in pairs; translations of one text by their values alone."""
    read = {source.key: list(statements(source.text)) for source in sources}
    found: dict[str, Found] = {}
    for one, other in combinations(sources, 2):
        if one.topic != other.topic or one.key == other.key:
            continue
        if one.language != other.language:
            pairs = _translated(one, other, read) if one.of and one.of == other.of else iter(())
        else:
            pairs = _compared(one, other, read)
        for each in pairs:
            found.setdefault(each.fingerprint, each)
    return list(found.values())


def _compared(one: Source, other: Source, read: dict[str, list[Statement]]) -> Iterator[Found]:
    for left in read[one.key]:
        for right in read[other.key]:
            likeness = _likeness(left, right)
            if likeness < LIKE:
                continue
            differ = list(_differ(left.values, right.values))
            for kind, mine, theirs in differ:
                rule = f"both speak of one thing and give a different {kind.label.lower()}"
                yield Found(one.topic, kind, one.key, left.text, other.key, right.text, (mine, theirs), rule)
            if not differ and likeness >= SAME and left.denies != right.denies:
                rule = "both speak of one thing and only one of them denies it"
                said = tuple("denied" if each.denies else "affirmed" for each in (left, right))
                kind = Attribute.NEGATION
                yield Found(one.topic, kind, one.key, left.text, other.key, right.text, (said[0], said[1]), rule)


def _translated(one: Source, other: Source, read: dict[str, list[Statement]]) -> Iterator[Found]:
    """Compare what a text and its translation count, whatever the words: limits are left out, their units differ."""
    mine, theirs = (tuple(v for each in read[source.key] for v in each.values) for source in (one, other))
    for kind, left, right in _differ(mine, theirs):
        if kind is not Attribute.LIMIT:
            rule = f"a translation gives a different {kind.label.lower()}"
            yield Found(one.topic, kind, one.key, one.text, other.key, other.text, (left, right), rule)


def _likeness(left: Statement, right: Statement) -> float:
    return len(left.words & right.words) / min(len(left.words), len(right.words))


def _differ(mine: Sequence[Value], theirs: Sequence[Value]) -> Iterator[tuple[Attribute, str, str]]:
    """Yield the kinds and units in which both give values and none of them is shared."""
    for kind, unit in dict.fromkeys((each.kind, each.unit) for each in mine):
        left = {each.value for each in mine if (each.kind, each.unit) == (kind, unit)}
        right = {each.value for each in theirs if (each.kind, each.unit) == (kind, unit)}
        if right and left != right and not (left < right or right < left):
            yield kind, " ".join([*sorted(left), unit]).strip(), " ".join([*sorted(right), unit]).strip()
