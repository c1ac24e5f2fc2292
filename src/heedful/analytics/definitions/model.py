"""What a metric definition says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heedful.analytics.definitions.kinds import SCORINGS, Kind

OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "in", "is null", "is not null")


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Condition:
    """Compare one column of a fact with a constant; `in` takes a tuple, the null tests take nothing."""

    column: str
    operator: str
    value: int | str | tuple[int | str, ...] | None = None

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise ValueError(f"{self.operator!r} is no operator; use one of {', '.join(OPERATORS)}")
        if (self.operator == "in") is not isinstance(self.value, tuple):
            raise ValueError(f"{self.column} {self.operator}: `in`, and only `in`, takes a list")
        if self.operator.startswith("is ") is not (self.value is None):
            raise ValueError(f"{self.column} {self.operator}: a null test takes no value, the others need one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A metric as its owner and its checker signed it."""

    id: str
    version: int
    title: str
    meaning: str
    numerator: str
    denominator: str
    direction: Direction
    owner: str
    checked_by: str
    next_review: date
    fact: str
    day: str  # the DAY column that decides the period
    unit: str  # what is printed after the number: points, %, hours, cases, money
    kind: Kind
    population: tuple[Condition, ...]
    counts: Mapping[str, tuple[Condition, ...]]
    value: str | None = None
    scale: int = 1
    practical: float = 5.0  # the smallest change worth a word
    decimals: int = 0
    small_groups: str = "hide"  # "show" only for counts of our own work that name no customer's opinion
    minimum: int = 0  # answers below which it is hidden, where that is more than the installation's minimum
    low: int | None = None  # ends of the axis, in the unit that is printed
    high: int | None = None

    def __post_init__(self) -> None:
        scoring = SCORINGS[self.kind]
        if set(self.counts) != set(scoring.counts):
            raise ValueError(f"{self.id}: a {self.kind} needs the counts {sorted(scoring.counts)}")
        if scoring.value is not (self.value is not None):
            raise ValueError(f"{self.id}: a {self.kind} {'needs a' if scoring.value else 'takes no'} value column")
        if self.small_groups not in ("hide", "show"):
            raise ValueError(f"{self.id}: small_groups is hide or show")
        if self.owner == self.checked_by:
            raise ValueError(f"{self.id}: owner and checker must be two roles")
