"""A definition's integers by unit, split and month for the whole organisation, with what must stay hidden in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.conf import settings

from heedful.analytics.definitions import Definition, definition
from heedful.analytics.scores.tally import Tally
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.foundation.disclosure import MINIMUM_FIGURES, TOTAL, Axis, Cell, hidden_in_window, minimum
from heedful.foundation.errors import Refused
from heedful.warehouse import engine, facts, reader

UNIT = "unit"
SPLITS = (UNIT, "touchpoint", "channel", "segment")
OWN = "/own"


@dataclass(frozen=True, slots=True)
class Cube:
    """Tallies per lowest combination and month; a cell names one value an axis, or TOTAL."""

    definition: Definition
    splits: tuple[str, ...]
    axes: tuple[Axis, ...]
    atoms: Mapping[Cell, Mapping[str, Tally]]
    _hidden: dict[tuple[str, str], frozenset[Cell]] = field(default_factory=dict)

    def values(self, split: str) -> list[str]:
        """Return the values of a split that occur in the data."""
        place = self.splits.index(split)
        return sorted({atom[place] for atom in self.atoms})

    def tally(self, cell: Cell, since: str, until: str) -> Tally:
        """Add up a cell over the months of [since, until)."""
        total = Tally()
        for atom, months in self.atoms.items():
            if self._below(atom, cell):
                for month, tally in months.items():
                    if since <= month < until:
                        total = total + tally
        return total

    def hides(self, cell: Cell, since: str, until: str) -> bool:
        """Tell whether a cell must stay hidden in the window [since, until) of months."""
        if self.definition.small_groups == "show":
            return False
        window = (since, until)
        if window not in self._hidden:
            counts = {atom: {m: t.n for m, t in months.items()} for atom, months in self.atoms.items()}
            self._hidden[window] = hidden_in_window(
                counts, self.axes, since, until, max(least_figures(), self.definition.minimum)
            )
        return cell in self._hidden[window]

    def _below(self, atom: Cell, cell: Cell) -> bool:
        return all(
            want in (TOTAL, have) or want in axis.above(have)
            for have, want, axis in zip(atom, cell, self.axes, strict=True)
        )


def least_figures() -> int:
    """Return the minimum number of answers behind a figure."""
    return minimum(MINIMUM_FIGURES, getattr(settings, "HEEDFUL_MINIMUM_FIGURES", None))


def column_of(each: Definition, split: str) -> str:
    """Return the column of the definition's fact that holds a split, or refuse."""
    columns = facts.fact(each.fact).columns
    for name in (split, f"{split}_id"):
        if name in columns:
            return name
    raise Refused(f"{each.title} is not recorded by {split}", field="group_by", value=split, fix="choose another split")


def splits_of(each: Definition) -> list[str]:
    """Return the splits that a definition's fact offers."""
    columns = facts.fact(each.fact).columns
    return [split for split in SPLITS if split in columns or f"{split}_id" in columns]


def cube(each: Definition, splits: tuple[str, ...], on: date) -> Cube:
    """Return the cube of a definition by these splits; kept until the store changes."""
    return _cube(each.id, splits, on, reader.state())


@lru_cache(maxsize=128)
def _cube(name: str, splits: tuple[str, ...], on: date, _state: str) -> Cube:
    each = definition(name)
    columns = [column_of(each, split) for split in splits]
    codes = {str(touchpoint.id): touchpoint.code for touchpoint in journeys.touchpoints()}
    parents = _tree(on) if UNIT in splits else {}
    inner = set(parents.values())
    atoms: dict[Cell, dict[str, Tally]] = {}
    for (*group, month), tally in engine.tallies(each, (), (*columns, "month")).items():
        cell = tuple(_named(split, value, codes, inner) for split, value in zip(splits, group, strict=True))
        months = atoms.setdefault(cell, {})
        months[month] = months[month] + tally if month in months else tally
    axes = tuple(
        _unit_axis(parents, inner, [atom[place] for atom in atoms])
        if split == UNIT
        else Axis.flat(sorted({atom[place] for atom in atoms}))
        for place, split in enumerate(splits)
    )
    return Cube(each, splits, axes, atoms)


def _named(split: str, value: str, codes: Mapping[str, str], inner: set[str]) -> str:
    if split == "touchpoint":
        return codes.get(value, value)
    if split == UNIT and value in inner:
        return value + OWN  # a unit above others has rows of its own, which are a part of it like its children
    return value


def _tree(on: date) -> dict[str, str]:
    return {str(row.unit.id): str(row.parent_id) if row.parent_id else TOTAL for row in organisation.tree(on)}


def _unit_axis(parents: Mapping[str, str], inner: set[str], seen: list[str]) -> Axis:
    """Return the unit tree with the own rows of units above others, and rows of no known unit, below their parents."""
    extra = {value: value.removesuffix(OWN) if value.endswith(OWN) else TOTAL for value in seen if value not in parents}
    return Axis({**parents, **extra})
