"""Five whys as a graph: causes have several effects and several causes of their own, and never explain themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from heedful.foundation.errors import Refused

Edge = tuple[UUID, UUID]
"""(effect, its cause)"""


@dataclass(frozen=True, slots=True)
class Step:
    """A cause in the printed list: how deep, and whether it was printed above already."""

    id: UUID
    depth: int
    again: bool


def check_edge(edges: Collection[Edge], effect: UUID, cause: UUID) -> None:
    """Refuse an edge that would make a cause explain itself."""
    if effect == cause or effect in _below(edges, cause):
        raise Refused("this would make a cause explain itself", field="effect", fix="link it to another cause")


def _below(edges: Collection[Edge], start: UUID) -> set[UUID]:
    """Return everything that leads to `start`."""
    found: set[UUID] = set()
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        deeper = {cause for effect, cause in edges if effect == here} - found
        found |= deeper
        open_ends.extend(deeper)
    return found


def as_list(nodes: Sequence[UUID], edges: Collection[Edge]) -> list[Step]:
    """Lay the graph out as a nested list; what has two effects stands below both, unfolded once."""
    causes: Mapping[UUID, list[UUID]] = {node: [c for e, c in edges if e == node] for node in nodes}
    inner = {cause for _, cause in edges}
    steps: list[Step] = []
    printed: set[UUID] = set()

    def walk(node: UUID, depth: int) -> None:
        again = node in printed
        steps.append(Step(node, depth, again))
        printed.add(node)
        if not again:
            for deeper in causes[node]:
                walk(deeper, depth + 1)

    for node in nodes:
        if node not in inner:
            walk(node, 0)
    return steps
