"""Two more forms: how a value lies over two splits, and how many are left step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heedful.rendering.charts.forms import TEXT
from heedful.rendering.charts.parts import LIGHT, Option, Point, Size, Theme, category_axis, frame, plain, rounded

WIDE = Size()


@dataclass(frozen=True, slots=True)
class Cell:
    """A value at a row and a column; a hidden one is None. `text` is what people read."""

    row: str
    column: str
    value: float | None
    text: str


def heat_map(cells: Sequence[Cell], *, sentence: str, theme: Theme = LIGHT, size: Size = WIDE) -> Option:
    """Draw values as shades, rows from the top, columns from the left; what is hidden has no shade."""
    rows, columns = (list(dict.fromkeys(plain(name) for name in names)) for names in _names(cells))
    seen = [cell.value for cell in cells if cell.value is not None] or [0.0]
    option = frame(
        theme,
        sentence,
        dataset={
            "dimensions": ["label", "row", "value", TEXT],
            "source": [[plain(c.column), plain(c.row), rounded(c.value), plain(c.text)] for c in cells],
        },
        xAxis=category_axis(theme, data=columns),
        yAxis=category_axis(theme, inverse=True, data=rows),
        visualMap={
            "min": rounded(min(seen)), "max": rounded(max(seen)), "dimension": 2, "calculable": False,
            "orient": "horizontal", "left": "center", "bottom": 0, "itemHeight": 120, "itemWidth": 10,
            "inRange": {"color": [theme.band, theme.series[0]]}, "textStyle": {"color": theme.text},
        },
        series=[
            {
                "type": "heatmap",
                "itemStyle": {"borderColor": theme.background, "borderWidth": 2},
                "encode": {"x": "label", "y": "row", "value": "value", "tooltip": [TEXT]},
            }
        ],
    )  # fmt: skip
    option["grid"]["bottom"] = 40
    return option


def funnel(points: Sequence[Point], *, sentence: str, theme: Theme = LIGHT, size: Size = WIDE) -> Option:
    """Draw how many are left at each step, in the order of the steps, as bars about one middle."""
    names = {"itemName": "label", "value": "value", "x": "value", "y": "label", "tooltip": [TEXT]}
    option = frame(
        theme,
        sentence,
        dataset={
            "dimensions": ["label", "value", TEXT],
            "source": [[plain(point.label), rounded(point.value), plain(point.text)] for point in points],
        },
        series=[
            {
                "type": "funnel",
                "sort": "none",
                "gap": 2,
                "minSize": "2%",
                "left": "5%",
                "width": "90%",
                "top": 12,
                "bottom": 12,
                "label": {"show": True, "position": "inside", "formatter": "{b}", "color": theme.text},
                "itemStyle": {"borderWidth": 0, "color": theme.band},
                "encode": names,
            }
        ],
    )
    return {name: part for name, part in option.items() if name != "grid"}


def _names(cells: Sequence[Cell]) -> tuple[list[str], list[str]]:
    return [cell.row for cell in cells], [cell.column for cell in cells]
