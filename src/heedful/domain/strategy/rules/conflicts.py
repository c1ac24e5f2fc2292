"""Initiatives that get into each other's way: opposite aims, the same people, cost cut where a standard is promised."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import combinations

from heedful.domain.strategy.enums import ConflictKind

FULL = 100
"""Percent of a colleague's time."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What an initiative declares; live in [starts, ends). Drivers with the way they shall move, loads in percent."""

    id: str
    name: str
    starts: date
    ends: date | None = None
    drivers: Mapping[str, bool] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)
    cuts: Collection[str] = ()

    def overlaps(self, other: Declared) -> bool:
        """Say whether both are live on some day."""
        return (self.ends is None or other.starts < self.ends) and (other.ends is None or self.starts < other.ends)

    def live(self, on: date) -> bool:
        """Say whether it is live on a day."""
        return self.starts <= on and (self.ends is None or on < self.ends)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Initiatives in conflict over what they share: a driver, a person or a step."""

    kind: ConflictKind
    shared: str
    initiatives: tuple[str, ...]
    since: date
    percent: int = 0

    @property
    def key(self) -> str:
        """Name the conflict as long as the same initiatives share the same thing."""
        told = "|".join((self.kind, self.shared, *sorted(self.initiatives)))
        return sha256(told.encode()).hexdigest()


def conflicts(declared: Sequence[Declared], standards: Collection[str]) -> list[Conflict]:
    """Find the conflicts among initiatives; `standards` are the steps that carry a service standard in force.

    >>> a = Declared("a", "Fewer visits", date(2026, 1, 1), drivers={"visits": False})
    >>> b = Declared("b", "Come and see us", date(2026, 3, 1), drivers={"visits": True})
    >>> [(each.kind.value, each.shared) for each in conflicts([a, b], [])]
    [('opposite', 'visits')]
    """
    return [*_opposite(declared), *_over_capacity(declared), *_cuts(declared, standards)]


def _opposite(declared: Sequence[Declared]) -> list[Conflict]:
    return [
        Conflict(ConflictKind.OPPOSITE, driver, (one.id, other.id), max(one.starts, other.starts))
        for one, other in combinations(declared, 2)
        if one.overlaps(other)
        for driver in sorted(set(one.drivers) & set(other.drivers))
        if one.drivers[driver] != other.drivers[driver]
    ]


def _over_capacity(declared: Sequence[Declared]) -> list[Conflict]:
    """Find each colleague's fullest day; loads only rise on days on which an initiative starts."""
    found = []
    for person in sorted({person for each in declared for person in each.loads}):
        mine = [each for each in declared if person in each.loads]
        loads = {day: [each for each in mine if each.live(day)] for day in sorted({each.starts for each in mine})}
        sums = {day: sum(each.loads[person] for each in live) for day, live in loads.items()}
        fullest = max(sums, key=lambda day: (sums[day], -day.toordinal()))
        if sums[fullest] > FULL:
            who = tuple(each.id for each in loads[fullest])
            found.append(Conflict(ConflictKind.PEOPLE, person, who, fullest, sums[fullest]))
    return found


def _cuts(declared: Sequence[Declared], standards: Collection[str]) -> list[Conflict]:
    return [
        Conflict(ConflictKind.STANDARD, step, (each.id,), each.starts)
        for each in declared
        for step in sorted(set(each.cuts) & set(standards))
    ]
