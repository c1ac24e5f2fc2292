"""The registry of facts: areas describe their rows here, the warehouse never knows an area."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

UNDATED = "0000-00"


class ColumnType(StrEnum):
    """How a column is stored, and therefore compared, in every engine."""

    ID = "id"  # a UUID, stored as its 36 characters
    TEXT = "text"
    INTEGER = "integer"  # 64 bits; money in minor units, scores in hundredths
    DAY = "day"  # a date, stored as ISO text
    FLAG = "flag"  # stored as 0 or 1

    @property
    def is_number(self) -> bool:
        """Tell whether values are stored as integers."""
        return self in (ColumnType.INTEGER, ColumnType.FLAG)


Value = str | int | None
Rows = Callable[[Sequence[UUID] | None], Iterator[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Fact:
    """Describe one kind of row for analysis.

    `rows(keys)` yields the current rows of those keys (of all keys for None) as tuples in the order of `columns`, one
    row a key; a key that no longer exists yields nothing. `key` names an ID column, `month_column` a DAY column: the
    month of that day is the partition.
    """

    name: str
    key: str
    columns: Mapping[str, ColumnType]
    month_column: str
    rows: Rows

    def __post_init__(self) -> None:
        if self.columns.get(self.key) is not ColumnType.ID:
            raise ValueError(f"fact {self.name}: key {self.key!r} must be a column of type ID")
        if self.columns.get(self.month_column) is not ColumnType.DAY:
            raise ValueError(f"fact {self.name}: month column {self.month_column!r} must be a column of type DAY")
        for name in (self.name, *self.columns):
            if not name.isidentifier() or name != name.lower():
                raise ValueError(f"fact {self.name}: {name!r} is no plain lower-case name")

    def stored(self, row: Sequence[Any]) -> tuple[Value, ...]:
        """Turn one row of an area into stored values."""
        return tuple(
            None
            if value is None
            else PLAINLY[kind, type(value)](value)
            if (kind, type(value)) in PLAINLY
            else stored(value, kind)
            for value, kind in zip(row, self.columns.values(), strict=True)
        )

    def month_of(self, row: Sequence[Value]) -> str:
        """Name the partition of a stored row, such as 2026-03."""
        day = row[list(self.columns).index(self.month_column)]
        return str(day)[:7] if day is not None else UNDATED


def stored(value: object, kind: ColumnType) -> Value:
    """Turn one value into its stored form; refuse what the column cannot hold."""
    match kind, value:
        case _, None:
            return None
        case ColumnType.ID, UUID() | str():
            return str(value)
        case ColumnType.TEXT, str():
            return str(value)
        case ColumnType.DAY, date():
            return value.isoformat()[:10]
        case ColumnType.FLAG, bool() | 0 | 1:
            return int(bool(value))
        case ColumnType.INTEGER, int():
            return int(value)
    raise TypeError(f"{value!r} does not fit a column of type {kind}")


PLAINLY: dict[tuple[ColumnType, type], Callable[[Any], Value]] = {
    (ColumnType.ID, UUID): str,
    (ColumnType.ID, str): str,
    (ColumnType.TEXT, str): str,
    (ColumnType.DAY, date): date.isoformat,
    (ColumnType.FLAG, bool): int,
    (ColumnType.INTEGER, int): int,
}
"""What nearly all values are, without the questions of `stored`: a rebuild asks millions of times."""

_facts: dict[str, Fact] = {}


def register(fact: Fact) -> None:
    """Add a fact; called once by the `ready()` of the area that owns its rows."""
    if _facts.get(fact.name, fact) is not fact:
        raise ValueError(f"fact {fact.name} is registered twice")
    _facts[fact.name] = fact


def fact(name: str) -> Fact:
    """Return a registered fact."""
    return _facts[name]


def names() -> list[str]:
    """List the registered facts."""
    return sorted(_facts)
