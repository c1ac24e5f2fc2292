"""The kinds of score that a definition may name, and what each has to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a definition is computed."""

    NPS = "nps"
    SHARE = "share"
    MEAN = "mean"
    EFFORT = "effort"
    MEDIAN = "median"
    COUNT = "count"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Scoring:
    """Say what a kind needs.

    `counts` are conditional counts that the definition must spell out; `value`, `squares` and `histogram` say what is
    taken from its value column. `census` kinds count everything there is and have no interval.
    """

    method: str
    counts: tuple[str, ...] = ()
    value: bool = False
    squares: bool = False
    histogram: bool = False
    census: bool = False


SCORINGS: Mapping[Kind, Scoring] = {
    Kind.NPS: Scoring("adjusted Wald (+3)", counts=("promoters", "detractors")),
    Kind.SHARE: Scoring("Wilson", counts=("hits",)),
    Kind.MEAN: Scoring("t interval", value=True, squares=True),
    Kind.EFFORT: Scoring("t interval, turned over", counts=("hard",), value=True, squares=True),
    Kind.MEDIAN: Scoring("median with order statistics", value=True, histogram=True),
    Kind.COUNT: Scoring("census", census=True),
    Kind.TOTAL: Scoring("census", value=True, census=True),
}
