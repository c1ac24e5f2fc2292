"""The chart forms. Every value drawn comes from the dataset, so the table below a chart shows the same values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heedful.rendering.charts.parts import (
    LIGHT,
    Axis,
    Option,
    Point,
    Size,
    Stack,
    Theme,
    category_axis,
    fitted,
    frame,
    plain,
    rounded,
    value_axis,
)

WIDTH = "_width"
TEXT = "_text"
WIDE, SPARK = Size(), Size(160, 40)
COLUMNS = ["label", "value", "low", "high", WIDTH, TEXT]


def line_with_band(
    points: Sequence[Point], *, axis: Axis, sentence: str, theme: Theme = LIGHT, size: Size = WIDE
) -> Option:
    """Draw a trend: a line with a dot a value, over the band of its intervals; a hidden value is a gap."""
    stack = {"type": "line", "stack": "band", "stackStrategy": "all", "symbol": "none", "silent": True}
    band = {"lineStyle": {"opacity": 0}, "tooltip": {"show": False}, "emphasis": {"disabled": True}}
    return frame(
        theme,
        sentence,
        dataset=_dataset(points),
        xAxis=category_axis(theme, boundaryGap=False, margin=14),
        yAxis=value_axis(theme, fitted(axis, points), size),
        series=[
            {**stack, **band, "encode": {"x": "label", "y": "low"}},
            {**stack, **band, "encode": {"x": "label", "y": WIDTH}, "areaStyle": {"color": theme.band, "opacity": 1}},
            {
                "type": "line",
                "name": plain(axis.name),
                "symbol": "circle",
                "symbolSize": 6,
                "lineStyle": {"width": 2, "color": theme.series[0]},
                "itemStyle": {"color": theme.series[0]},
                "encode": {"x": "label", "y": "value", "tooltip": [TEXT]},
            },
        ],
    )


def bars(points: Sequence[Point], *, axis: Axis, sentence: str, theme: Theme = LIGHT, size: Size = WIDE) -> Option:
    """Draw counts or amounts as horizontal bars from zero, the first on top."""
    return frame(
        theme,
        sentence,
        dataset=_dataset(points),
        xAxis=value_axis(theme, Axis(axis.name, 0 if axis.low is None else axis.low, axis.high), size),
        yAxis=category_axis(theme, inverse=True),
        series=[
            {
                "type": "bar",
                "name": plain(axis.name),
                "barMaxWidth": 18,
                "itemStyle": {"color": theme.series[0]},
                "encode": {"x": "value", "y": "label", "tooltip": [TEXT]},
            }
        ],
    )


def interval_plot(
    points: Sequence[Point],
    *,
    axis: Axis,
    sentence: str,
    reference: Point | None = None,
    theme: Theme = LIGHT,
    size: Size = WIDE,
) -> Option:
    """Draw a dot and its interval per group, and the whole as a dashed line."""
    drawn = [*points, *([reference] if reference else [])]
    segments: list[Any] = [
        [{"coord": [rounded(point.low), place]}, {"coord": [rounded(point.high), place]}]
        for place, point in enumerate(points)
        if point.low is not None and point.high is not None
    ]
    marks: list[Any] = list(segments)
    if reference is not None and reference.value is not None:
        line = {"type": "dashed", "color": theme.quiet, "width": 1}
        marks.append({"xAxis": rounded(reference.value), "lineStyle": line, "label": {"show": False}})
    return frame(
        theme,
        sentence,
        dataset=_dataset(drawn),
        xAxis=value_axis(theme, fitted(axis, drawn), size),
        yAxis=category_axis(theme, inverse=True, data=[plain(point.label) for point in points]),
        series=[
            {
                "type": "scatter",
                "name": plain(axis.name),
                "symbolSize": 9,
                "itemStyle": {"color": theme.series[0]},
                "encode": {"x": "value", "y": "label", "tooltip": [TEXT]},
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "animation": False,
                    "label": {"show": False},
                    "lineStyle": {"type": "solid", "width": 3, "color": theme.series[0], "opacity": 0.45},
                    "data": marks,
                },
            }
        ],
    )


def stacked(rows: Sequence[Stack], *, sentence: str, theme: Theme = LIGHT, size: Size = WIDE) -> Option:
    """Draw how groups are made up, each bar as 100 %; parts differ by colour and by pattern."""
    parts = list(rows[0].counts) if rows else []
    source = []
    for row in rows:
        whole = sum(row.counts.values()) or 1
        shares = [rounded(100 * row.counts[part] / whole) for part in parts]
        source.append([plain(row.label), *shares, *(row.texts[part] for part in parts)])
    option = frame(
        theme,
        sentence,
        dataset={"dimensions": ["label", *parts, *(f"_{part}" for part in parts)], "source": source},
        xAxis=value_axis(theme, Axis("%", 0, 100), size),
        yAxis=category_axis(theme, inverse=True),
        legend={"bottom": 0, "textStyle": {"color": theme.text}, "icon": "rect"},
        series=[
            {
                "type": "bar",
                "name": plain(part),
                "stack": "all",
                "barMaxWidth": 22,
                "encode": {"x": part, "y": "label", "tooltip": [f"_{part}"]},
            }
            for part in parts
        ],
    )
    option["aria"]["decal"] = {"show": True}
    option["grid"]["bottom"] = 36
    return option


def sparkline(
    points: Sequence[Point], *, axis: Axis, sentence: str, theme: Theme = LIGHT, size: Size = SPARK
) -> Option:
    """Draw a small line without axes for a card or a table cell."""
    option = frame(
        theme,
        sentence,
        dataset=_dataset(points),
        xAxis={"type": "category", "show": False, "boundaryGap": False},
        yAxis={**value_axis(theme, axis, size), "show": False},
        series=[
            {
                "type": "line",
                "symbol": "none",
                "lineStyle": {"width": 2, "color": theme.series[0]},
                "encode": {"x": "label", "y": "value", "tooltip": [TEXT]},
            }
        ],
    )
    option["grid"] = {"left": 2, "right": 2, "top": 2, "bottom": 2}
    return option


def histogram(points: Sequence[Point], *, axis: Axis, sentence: str, theme: Theme = LIGHT, size: Size = WIDE) -> Option:
    """Draw how often each answer was given, in the order of the scale."""
    return frame(
        theme,
        sentence,
        dataset=_dataset(points),
        xAxis=category_axis(theme),
        yAxis=value_axis(theme, Axis(axis.name, 0), size),
        series=[
            {
                "type": "bar",
                "name": plain(axis.name),
                "barCategoryGap": "8%",
                "itemStyle": {"color": theme.series[0]},
                "encode": {"x": "label", "y": "value", "tooltip": [TEXT]},
            }
        ],
    )


def _dataset(points: Sequence[Point]) -> dict[str, Any]:
    source = []
    for point in points:
        low, high = rounded(point.low), rounded(point.high)
        width = None if low is None or high is None else rounded(high - low)
        source.append([plain(point.label), rounded(point.value), low, high, width, plain(point.text)])
    return {"dimensions": list(COLUMNS), "source": source}
