"""What an engine returns and a score is computed from: integers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold the sufficient statistics of a group; two disjoint groups add up with `+`.

    >>> Tally({"n": 2, "hits": 1}) + Tally({"n": 3, "hits": 3})
    Tally(sums={'n': 5, 'hits': 4}, histogram={})
    """

    sums: Mapping[str, int] = field(default_factory=dict)
    histogram: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        return Tally(_added(self.sums, other.sums), _added(self.histogram, other.histogram))

    @property
    def n(self) -> int:
        """Count the rows that were measured."""
        return self.sums.get("n", 0)


def _added(left: Mapping[Key, int], right: Mapping[Key, int]) -> dict[Key, int]:
    result = dict(left)
    for key, number in right.items():
        result[key] = result.get(key, 0) + number
    return result
