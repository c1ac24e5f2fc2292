"""The table under a chart: its accessible equivalent, read from the option itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heedful.rendering.charts.parts import Option


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows; helper columns of the chart (with a leading underscore) are left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def values(self) -> set[float]:
        """Return every number of the table."""
        return {cell for row in self.rows for cell in row if isinstance(cell, int | float)}


def table_of(option: Option) -> Table:
    """Return the rows behind a chart."""
    names = option["dataset"]["dimensions"]
    kept = [place for place, name in enumerate(names) if not name.startswith("_")]
    rows = option["dataset"]["source"]
    return Table(tuple(names[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def drawn_values(option: Option) -> set[float]:
    """Return every value that the chart draws: by series, the upper edges of stacked bands, and marks."""
    return {round(value, 4) for value in _drawn(option) if isinstance(value, int | float)}


def _drawn(option: Option) -> Iterator[Any]:
    names, rows = option["dataset"]["dimensions"], option["dataset"]["source"]
    for series in option["series"]:
        if "data" in series:
            raise ValueError("a series draws values of its own: give them by the dataset")
        for axis in ("x", "y"):
            name = series["encode"][axis]
            for row in rows:
                value = row[names.index(name)]
                if name == "_width":  # the band stands on the lower end
                    value = None if value is None else row[names.index("low")] + value
                yield value
        for mark in series.get("markLine", {}).get("data", ()):
            if isinstance(mark, list):
                yield from (end["coord"][0] for end in mark)
            else:
                yield mark.get("xAxis", mark.get("yAxis"))
