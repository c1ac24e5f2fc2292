"""A frame as plain values, and what two taggings differ in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from heedful.analytics.text.frame import Phrases
from heedful.foundation.errors import Refused


class Snapshot(TypedDict):
    """A theme as a frame holds it; ids as text."""

    name: str
    parent: str
    definition: str
    include: list[str]
    exclude: list[str]
    merged_into: str
    retired: bool


Snapshots = Mapping[str, Snapshot]
Tagging = Mapping[str, frozenset[str]]
"""Themes by comment, ids as text."""


def alive(themes: Snapshots) -> dict[str, Snapshot]:
    """Return the themes that comments can have: not merged, not retired."""
    return {key: each for key, each in themes.items() if not each["merged_into"] and not each["retired"]}


def standing_for(themes: Snapshots, key: str) -> str:
    """Return the theme that a theme now is: the one it was merged into, if it was; "" where it is retired.

    >>> one = {"merged_into": "b", "retired": False}; two = {"merged_into": "", "retired": False}
    >>> standing_for({"a": one, "b": two}, "a")
    'b'
    """
    seen: set[str] = set()
    while key in themes and themes[key]["merged_into"] and key not in seen:
        seen.add(key)
        key = themes[key]["merged_into"]
    return key if key in themes and not themes[key]["retired"] else ""


def phrases_of(themes: Snapshots) -> dict[str, Phrases]:
    """Return the phrases of the themes alive; a merged theme gives its phrases to the one it went into."""
    found = {key: [list(each["include"]), list(each["exclude"])] for key, each in alive(themes).items()}
    for key, each in themes.items():
        into = standing_for(themes, key)
        if each["merged_into"] and into in found:
            found[into][0] += each["include"]
    return {key: Phrases(tuple(include), tuple(exclude)) for key, (include, exclude) in found.items()}


def difference(before: Tagging, after: Tagging, names: Mapping[str, str]) -> dict[str, Any]:
    """Return by theme how many comments it had and has, and from where to where they moved: exact counts.

    A comment that has a theme only before moved to each theme it has only after, to "" where there is none.
    """
    themes: dict[str, dict[str, Any]] = {
        key: {"name": name, "before": 0, "after": 0, "to": {}, "from": {}, "movers": []} for key, name in names.items()
    }
    for comment in sorted({*before, *after}):
        old, new = before.get(comment, frozenset()), after.get(comment, frozenset())
        for key in old:
            themes[key]["before"] += 1
        for key in new:
            themes[key]["after"] += 1
        for key in old - new:
            for to in new - old or {""}:
                themes[key]["to"][to] = themes[key]["to"].get(to, 0) + 1
            themes[key]["movers"].append(comment)
        for key in new - old:
            for of in old - new or {""}:
                themes[key]["from"][of] = themes[key]["from"].get(of, 0) + 1
            themes[key]["movers"].append(comment)
    for each in themes.values():
        each["movers"] = each["movers"][:: max(1, len(each["movers"]) // MOVERS)][:MOVERS]
    moved = sum(before.get(each, frozenset()) != after.get(each, frozenset()) for each in {*before, *after})
    return {"comments": len({*before, *after}), "moved": moved, "themes": themes}


MOVERS = 20
LONGEST_PHRASE, MOST_PHRASES = 80, 100


def check_phrases(field: str, phrases: object) -> list[str]:
    """Return the phrases cleaned; raise Refused for one that is too long, has no letter, or too many."""
    if not isinstance(phrases, list) or not all(isinstance(each, str) for each in phrases):
        raise Refused("not a list of phrases", field=field, fix="one phrase a line")
    kept = list(dict.fromkeys(" ".join(each.split()) for each in phrases if each.strip()))
    if len(kept) > MOST_PHRASES:
        raise Refused(f"{len(kept)} phrases; the limit is {MOST_PHRASES}", field=field)
    for each in kept:
        if len(each) > LONGEST_PHRASE or not any(letter.isalnum() for letter in each):
            fix = f"words of at most {LONGEST_PHRASE} letters; * ends a stem, as in deliver*"
            raise Refused("not a phrase", field=field, value=each[:40], fix=fix)
    return kept
