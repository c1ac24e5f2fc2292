"""Speed bumps: places of a journey where a person has to step in, found from what happened there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median_low

LEAST = 30
"""Contacts below which a place has no rank."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A contact in a passage: where, who handled it, how often it was passed on, how many seconds it took (or None)."""

    place: str
    handler: str
    transfers: int = 0
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Bump:
    """What stepping in costs at a place.

    `touched` of `contacts` needed somebody; `rework` counts returns to the place within a passage, `handoffs` transfers
    and returns to another pair of hands, `overrides` rules that were not applied. `excess` is what lies above the usual
    rate of this journey, `seconds` the work that takes (None where no length of a contact is recorded).
    """

    place: str
    contacts: int
    touched: int
    rework: int
    handoffs: int
    overrides: int
    excess: float
    seconds: float | None

    @property
    def cost(self) -> float:
        """What places are ordered by: seconds of work, or the excess itself where no length is recorded."""
        return self.excess if self.seconds is None else self.seconds

    @property
    def interventions(self) -> int:
        """All of them."""
        return self.rework + self.handoffs + self.overrides


def bumps(passages: Iterable[Sequence[Visit]], overrides: Mapping[str, int]) -> list[Bump]:
    """Return every place with its interventions, the dearest first (ours).

    The usual rate is the median over the places with at least 30 contacts: a journey in which everything is passed on
    has no single bump. A place costs its excess over that rate times the mean length of a contact there. Places with
    fewer than 30 contacts come last.

    >>> plain, twice = [Visit("a", "x"), Visit("b", "x", seconds=60)], [Visit("b", "x"), Visit("b", "y")]
    >>> [(each.place, each.rework, each.handoffs) for each in bumps([plain] * 40 + [twice] * 10, {"a": 1})]
    [('b', 10, 10), ('a', 0, 0)]
    """
    counts: dict[str, list[int]] = {}
    lengths: dict[str, list[int]] = {}
    for passage in passages:
        last: dict[str, str] = {}
        for each in passage:
            again = each.place in last
            moved = each.transfers + (again and last[each.place] != each.handler)
            row = counts.setdefault(each.place, [0, 0, 0, 0])
            row[0] += 1
            row[1] += bool(again or moved)
            row[2] += again
            row[3] += moved
            last[each.place] = each.handler
            if each.seconds is not None:
                lengths.setdefault(each.place, []).append(each.seconds)
    total = {place: row[2] + row[3] + overrides.get(place, 0) for place, row in counts.items()}
    rates = [total[place] / row[0] for place, row in counts.items() if row[0] >= LEAST]
    usual = median_low(rates) if rates else 0.0
    overall = fmean(each for found in lengths.values() for each in found) if lengths else None
    found = []
    for place, (contacts, touched, rework, handoffs) in counts.items():
        excess = max(0.0, total[place] - usual * contacts)
        length = fmean(lengths[place]) if place in lengths else overall
        work = None if length is None else excess * length
        found.append(Bump(place, contacts, touched, rework, handoffs, overrides.get(place, 0), excess, work))
    return sorted(found, key=lambda bump: (bump.contacts < LEAST, -bump.cost, bump.place))
