"""The control chart: values, the band in which a steady process stays, its centre, and what lies outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from heedful.rendering.charts.forms import TEXT, line_with_band
from heedful.rendering.charts.parts import LIGHT, Axis, Option, Point, Size, Theme, rounded

WIDE = Size(720, 260)
OUTSIDE = "outside"


def control_chart(
    points: Sequence[Point],
    *,
    centre: float,
    outside: Collection[int],
    axis: Axis,
    sentence: str,
    theme: Theme = LIGHT,
    size: Size = WIDE,
) -> Option:
    """Draw values over the band of their limits (`low`, `high`), the centre dashed, points outside as diamonds."""
    option = line_with_band(points, axis=axis, sentence=sentence, theme=theme, size=size)
    option["dataset"]["dimensions"].append(OUTSIDE)
    for place, row in enumerate(option["dataset"]["source"]):
        row.append(row[1] if place in outside else None)
    option["series"][-1]["markLine"] = {
        "symbol": "none",
        "silent": True,
        "animation": False,
        "label": {"show": False},
        "lineStyle": {"type": "dashed", "color": theme.quiet, "width": 1},
        "data": [{"yAxis": rounded(centre)}],
    }
    option["series"].append(
        {
            "type": "scatter",
            "symbol": "diamond",
            "symbolSize": 14,
            "itemStyle": {"color": theme.series[4]},
            "encode": {"x": "label", "y": OUTSIDE, "tooltip": [TEXT]},
        }
    )
    return option
