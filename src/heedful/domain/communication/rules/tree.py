"""The cascade as a tree of people: who hands on to whom, at which level, and where it broke."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague of the audience: their unit, and the manager that the organisation names."""

    id: UUID
    unit_id: UUID
    manager_id: UUID | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One person of the plan: the one above, the distance from the top (1 is nearest), whether others are below."""

    id: UUID
    unit_id: UUID
    parent_id: UUID | None
    level: int
    manages: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an announcement came with one person, as far as a break needs it."""

    id: UUID
    parent_id: UUID | None
    manages: bool
    acknowledged: bool
    briefed: bool


def plan(members: Sequence[Member], above: Mapping[UUID, Sequence[UUID]]) -> list[Hop]:
    """Make the cascade of an audience: each person below their manager.

    Who has no manager in the audience (a partner's dispatcher) hangs below the nearest unit's head up the tree; `above`
    maps a unit to the units above it, nearest first. Whoever then has nobody above is at the top, level 1, as is who
    works in the top unit without a manager.
    """
    parent = _parents(members, above)
    below: dict[UUID | None, list[Member]] = {}
    for member in members:
        below.setdefault(parent[member.id], []).append(member)
    hops: list[Hop] = []
    ring = below.get(None, [])
    level = 1
    while ring:
        hops += [Hop(each.id, each.unit_id, parent[each.id], level, each.id in below) for each in ring]
        ring = [child for each in ring for child in below.get(each.id, [])]
        level += 1
    return hops


def _parents(members: Sequence[Member], above: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, UUID | None]:
    known = {member.id for member in members}
    managers = {member.manager_id for member in members} & known
    heads: dict[UUID, UUID] = {}
    for member in members:
        if member.id in managers:
            heads.setdefault(member.unit_id, member.id)
    parent: dict[UUID, UUID | None] = {m.id: m.manager_id if m.manager_id in known else None for m in members}
    for member in members:
        if parent[member.id] is None and above.get(member.unit_id):
            units = [*(() if member.id in managers else (member.unit_id,)), *above[member.unit_id]]
            nearest = (heads[unit] for unit in units if unit in heads)
            parent[member.id] = next((head for head in nearest if not _stands_below(head, member.id, parent)), None)
    return parent


def _stands_below(person: UUID, top: UUID, parent: Mapping[UUID, UUID | None]) -> bool:
    at: UUID | None = person
    while at is not None and at != top:
        at = parent[at]
    return at == top


def break_nodes(people: Iterable[Reached]) -> dict[UUID, UUID]:
    """Map each person who has not acknowledged to the node that is charged with it (invariant M5).

    It is the highest on the path from the top, the person included, who has not acknowledged or, being above, has not
    briefed.
    """
    known = {each.id: each for each in people}
    found: dict[UUID, UUID] = {}
    passed: dict[UUID, UUID | None] = {}
    """The first break on the path down to and including a person as somebody who hands on; None: it went through."""

    def first_break(person: Reached) -> UUID | None:
        chain = []
        at: Reached | None = person
        while at is not None and at.id not in passed:
            chain.append(at)
            at = known.get(at.parent_id) if at.parent_id else None
        broken = passed[at.id] if at is not None else None
        for each in reversed(chain):
            if broken is None and not (each.acknowledged and each.briefed):
                broken = each.id
            passed[each.id] = broken
        return broken

    for each in known.values():
        if not each.acknowledged:
            parent = known.get(each.parent_id) if each.parent_id else None
            found[each.id] = (first_break(parent) if parent else None) or each.id
    return found


def charges(found: Mapping[UUID, UUID]) -> list[tuple[UUID, int]]:
    """Count the people each break node is charged with, most first; the sum is all who have not acknowledged."""
    return sorted(Counter(found.values()).items(), key=lambda pair: (-pair[1], str(pair[0])))
