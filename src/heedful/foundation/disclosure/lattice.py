"""Complementary suppression: hide until nothing hidden can be computed from what is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from heedful.foundation.disclosure.limits import safe_window, small

TOTAL = "*"
EXACT = 1e-8

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to split: values below parents, the topmost below TOTAL; a flat split has TOTAL as every parent.

    A parent's own rows, those of none of its children, must be given as a child of it.
    """

    parents: Mapping[str, str]

    @classmethod
    def flat(cls, values: Sequence[str]) -> Axis:
        """Return a split without levels."""
        return cls(dict.fromkeys(values, TOTAL))

    def above(self, value: str) -> Iterator[str]:
        """Yield a value, its parents, and TOTAL."""
        while value != TOTAL:
            yield value
            value = self.parents[value]
        yield TOTAL

    def families(self) -> dict[str, list[str]]:
        """Return the children of every parent."""
        found: dict[str, list[str]] = {}
        for child, parent in self.parents.items():
            found.setdefault(parent, []).append(child)
        return found


def hidden_in_window(
    months: Mapping[Cell, Mapping[str, int]], axes: Sequence[Axis], since: str, until: str, least: int
) -> frozenset[Cell]:
    """Return the cells that must not be shown for the window [since, until) of months.

    `months` counts the rows of all history per combination of lowest values and month: cells whose window could be
    subtracted from another window are hidden like small ones.
    """
    atoms = {atom: sum(n for month, n in each.items() if since <= month < until) for atom, each in months.items()}
    history: dict[Cell, dict[str, int]] = {}
    for atom, each in months.items():
        for cell in product(*(axis.above(value) for axis, value in zip(axes, atom, strict=True))):
            held = history.setdefault(cell, {})
            for month, n in each.items():
                held[month] = held.get(month, 0) + n
    unsafe = {cell for cell, each in history.items() if not safe_window(each, since, until, least)}
    return hidden_cells(atoms, axes, least, unsafe)


def hidden_cells(
    atoms: Mapping[Cell, int], axes: Sequence[Axis], least: int, unsafe: Collection[Cell] = ()
) -> frozenset[Cell]:
    """Return the cells of a table, margins included, that must not be shown.

    `atoms` counts rows per combination of lowest values, one entry of the key an axis. First the cells with fewer than
    `least` rows, and the `unsafe` ones, are hidden. Then, coarse tables before fine ones, the smallest neighbours of
    every cell that the shown cells determine (a hidden cell is determined when its row in the null space of the sum
    constraints is zero) and of every shown parent that has fewer than `least` rows beyond its shown children
    [trust.md 2]. What is decided for a coarse table never depends on how much finer the viewer asks, so that answers to
    different questions fit together. Exact recovery only; bounds are not covered.
    """
    counts = _counts(atoms, axes)
    hidden: set[Cell] = set()
    everything = range(len(axes))
    for size in range(len(axes) + 1):
        for split in combinations(everything, size):
            table = {
                cell: n for cell, n in counts.items() if all(cell[i] == TOTAL for i in everything if i not in split)
            }
            own = {cell for cell in table if all(cell[i] != TOTAL for i in split)}
            hidden |= {cell for cell in own if small(table[cell], least) or cell in unsafe}
            _complement(table, own, hidden, [axes[i] if i in split else Axis({}) for i in everything], least)
    return frozenset(hidden)


def determined(cells: Sequence[Cell], constraints: Sequence[Mapping[Cell, int]]) -> list[Cell]:
    """Return the hidden cells that the constraints, with everything else shown, fix exactly."""
    place = {cell: index for index, cell in enumerate(cells)}
    rows = [{place[c]: sign for c, sign in each.items() if c in place} for each in constraints]
    return [cells[index] for block in _blocks(len(cells), rows) for index in _fixed(block, rows)]


def _counts(atoms: Mapping[Cell, int], axes: Sequence[Axis]) -> dict[Cell, int]:
    counts: dict[Cell, int] = dict.fromkeys(product(*([*axis.parents, TOTAL] for axis in axes)), 0)
    for atom, n in atoms.items():
        for cell in product(*(axis.above(value) for axis, value in zip(axes, atom, strict=True))):
            counts[cell] += n
    return counts


def _constraints(table: Mapping[Cell, int], axes: Sequence[Axis]) -> list[dict[Cell, int]]:
    """Write "parent minus its children is zero" for every parent along every axis."""
    found: list[dict[Cell, int]] = []
    for position, axis in enumerate(axes):
        families = axis.families()
        for cell in table:
            if children := families.get(cell[position]):
                each = {(*cell[:position], child, *cell[position + 1 :]): -1 for child in children}
                found.append({cell: 1, **each})
    return found


def _complement(table: Mapping[Cell, int], own: set[Cell], hidden: set[Cell], axes: Sequence[Axis], least: int) -> None:
    """Hide further cells of the finest level, in place, until nothing small can be computed.

    That is a hidden cell which the shown ones determine, or the rest of a shown parent without its shown children.
    """
    constraints = _constraints(table, axes)
    touching: dict[Cell, list[dict[Cell, int]]] = {}
    for each in constraints:
        for cell in each:
            touching.setdefault(cell, []).append(each)
    while True:
        leaking = determined([cell for cell in table if cell in hidden], constraints)
        near = {other for cell in leaking for each in touching.get(cell, ()) for other in each}
        near |= {cell for each in constraints if _leaves_few(each, table, hidden, least) for cell in each}
        added = _cheapest(near & own - hidden, table) or (_cheapest(own - hidden, table) if leaking else set())
        if not added:
            return
        hidden |= added


def _leaves_few(each: Mapping[Cell, int], table: Mapping[Cell, int], hidden: Collection[Cell], least: int) -> bool:
    """Tell whether a shown parent less its shown children leaves a small group: the hidden ones read together."""
    parent = next(cell for cell, sign in each.items() if sign > 0)
    rest = sum(table[cell] for cell, sign in each.items() if sign < 0 and cell in hidden)
    return parent not in hidden and small(rest, least)


def _cheapest(cells: set[Cell], table: Mapping[Cell, int]) -> set[Cell]:
    """Return the cell with the fewest rows as a set; an empty cell only when there is no other."""
    return {min(cells, key=lambda cell: (table[cell] == 0, table[cell], cell))} if cells else set()


def _blocks(size: int, rows: Sequence[Mapping[int, int]]) -> list[list[int]]:
    """Split the unknowns into groups that share no constraint: each is a small problem of its own."""
    leader = list(range(size))

    def top(index: int) -> int:
        while leader[index] != index:
            leader[index] = index = leader[leader[index]]
        return index

    for row in rows:
        first, *others = row or [None]
        for other in others:
            leader[top(other)] = top(first)  # type: ignore[arg-type]  # a row with others has a first
    blocks: dict[int, list[int]] = {}
    for index in range(size):
        blocks.setdefault(top(index), []).append(index)
    return list(blocks.values())


def _fixed(block: Sequence[int], rows: Sequence[Mapping[int, int]]) -> list[int]:
    """Return the unknowns of a block whose row in the null-space basis is zero."""
    place = {index: column for column, index in enumerate(block)}
    inside = [row for row in rows if row and next(iter(row)) in place]
    if not inside:
        return []
    matrix = np.zeros((len(inside), len(block)))
    for number, row in enumerate(inside):
        for index, sign in row.items():
            matrix[number, place[index]] = sign
    _, singular, basis = np.linalg.svd(matrix, full_matrices=True)
    free = basis[int((singular > EXACT).sum()) :]
    return [index for index, column in place.items() if not free.size or np.abs(free[:, column]).max() < EXACT]
