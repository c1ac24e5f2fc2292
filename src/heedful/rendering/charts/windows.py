"""The control chart: a line of buckets, the limit that chance reaches, a target, and shaded windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heedful.rendering.charts.parts import (
    LIGHT,
    Axis,
    Option,
    Point,
    Size,
    Theme,
    category_axis,
    fitted,
    frame,
    plain,
    rounded,
    value_axis,
)

COLUMNS = ["label", "value", "limit", "usual", "target", "_text"]


@dataclass(frozen=True, slots=True)
class Span:
    """A shaded window between the labels of its first and last bucket."""

    name: str
    first: str
    last: str


def windowed_chart(
    points: Sequence[Point],
    *,
    axis: Axis,
    sentence: str,
    usual: float | None = None,
    target: float | None = None,
    spans: Sequence[Span] = (),
    theme: Theme = LIGHT,
    size: Size = Size(),  # noqa: B008  a frozen value
) -> Option:
    """Draw buckets over time; `high` of a point is the limit of chance in that bucket.

    Rates begin at zero, so the axis does too.
    """
    ends = [Point("", None, low=usual, high=target)]
    source = [
        [plain(each.label), rounded(each.value), rounded(each.high), rounded(usual), rounded(target), plain(each.text)]
        for each in points
    ]
    return frame(
        theme,
        sentence,
        dataset={"dimensions": list(COLUMNS), "source": source},
        xAxis=category_axis(theme, boundaryGap=True, margin=14),
        yAxis=value_axis(theme, fitted(Axis(axis.name, 0), [Point("", 0), *points, *ends]), size),
        legend={"bottom": 0, "itemGap": 12, "textStyle": {"color": theme.text}},
        series=[
            {
                **_line("in the week", "value", theme.series[0], 2),
                "symbol": "circle",
                "symbolSize": 6,
                "markArea": {"silent": True, "itemStyle": {"color": theme.band}, "data": _areas(spans, theme)},
            },
            {**_line("limit of chance", "limit", theme.series[1], 1, "dashed"), "step": "middle"},
            _line("usual", "usual", theme.quiet, 1, "dotted"),
            _line("target", "target", theme.series[2], 2),
        ],
        grid={"left": 8, "right": 24, "top": 34, "bottom": 58, "containLabel": True},
    )


def _line(name: str, column: str, colour: str, width: int, kind: str = "solid") -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "symbol": "none",
        "lineStyle": {"width": width, "color": colour, "type": kind},
        "itemStyle": {"color": colour},
        "encode": {"x": "label", "y": column, "tooltip": ["_text"] if column == "value" else [column]},
    }


def _areas(spans: Sequence[Span], theme: Theme) -> list[list[dict[str, Any]]]:
    label = {"color": theme.text, "position": "insideTop", "fontSize": 11}
    return [[{"name": span.name, "xAxis": span.first, "label": label}, {"xAxis": span.last}] for span in spans]
