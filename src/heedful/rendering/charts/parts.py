"""What every chart form is built from: points, axes, sizes and literal colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

Option = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One value with its name. `text` is what people read, already formatted; a hidden value is None."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of shares: counts by part, in the order of the parts, and what people read of each."""

    label: str
    counts: Mapping[str, int]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Axis:
    """The value axis: what it measures, its ends when the scale has some, and how far its marks are apart."""

    name: str
    low: float | None = None
    high: float | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """The size of the chart in pixels; a narrow one gets fewer ticks."""

    width: int = 720
    height: int = 280

    @property
    def narrow(self) -> bool:
        """Tell whether the chart is for a phone."""
        return self.width < 480


@dataclass(frozen=True, slots=True)
class Theme:
    """Literal colours, because a picture in a document knows no style sheet."""

    text: str
    quiet: str
    grid: str
    series: Sequence[str]
    band: str
    background: str
    font: str


LIGHT = Theme(
    text="#1f2937",
    quiet="#5b6472",
    grid="#dfe3e8",
    series=("#0b5cad", "#b45309", "#0f766e", "#7c3aed", "#9d174d"),
    band="#0b5cad26",
    background="#ffffff",
    font="Inter, sans-serif",
)
DARK = Theme(
    text="#e5e9f0",
    quiet="#aab4c3",
    grid="#3a4454",
    series=("#6db3f8", "#f5b056", "#5fd0c0", "#b79cf7", "#f29ac0"),
    band="#6db3f833",
    background="#182433",
    font="Inter, sans-serif",
)
PRINT = Theme(
    text="#111111",
    quiet="#444444",
    grid="#d4d4d4",
    series=("#0b4f94", "#a34a00", "#0b6b62", "#5b21b6", "#831843"),
    band="#0b4f9426",
    background="#ffffff",
    font="Libertinus Serif",
)


def plain(label: str) -> str:
    """Strip what ECharts would read as a style token.

    >>> plain("Ops {a|b}")
    'Ops ab'
    """
    return "".join(letter for letter in label if letter not in "{}|").strip()


def rounded(value: float | None) -> float | None:
    """Keep four decimals: what is drawn is what the table holds."""
    return None if value is None else round(value, 4)


def frame(theme: Theme, sentence: str, **more: Any) -> Option:
    """Return what all forms share; `sentence` says the finding to those who do not see the chart."""
    return {
        "animation": False,
        "backgroundColor": "transparent",
        "textStyle": {"fontFamily": theme.font, "color": theme.text, "fontSize": 12},
        "aria": {"enabled": True, "label": {"description": sentence}, "decal": {"show": False}},
        "color": list(theme.series),
        "grid": {"left": 8, "right": 24, "top": 24, "bottom": 8, "containLabel": True},
        "tooltip": {
            "renderMode": "richText",
            "trigger": "item",
            "confine": True,
            "backgroundColor": theme.background,
            "borderColor": theme.grid,
            "textStyle": {"color": theme.text, "fontSize": 12},
        },
        **more,
    }


def category_axis(theme: Theme, *, margin: int = 8, **more: Any) -> Option:
    """Return an axis of names."""
    return {
        "type": "category",
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": theme.grid}},
        "axisLabel": {"color": theme.quiet, "hideOverlap": True, "margin": margin},
        **more,
    }


def fitted(axis: Axis, points: Sequence[Point]) -> Axis:
    """Return the axis narrowed to what is drawn: whole steps, room on both sides, no interval cut, not past the scale.

    >>> fitted(Axis("NPS", -100, 100), [Point("May", 34, 31, 38), Point("June", 30, 26, 33)])
    Axis(name='NPS', low=25, high=40, step=5)
    """
    seen = [value for point in points for value in (point.value, point.low, point.high) if value is not None]
    if not seen:
        return axis
    least, most = min(seen), max(seen)
    step = _step(max(most - least, abs(most) / 100, 0.001))
    room = step / 5
    low, high = _whole(floor((least - room) / step) * step), _whole(ceil((most + room) / step) * step)
    if axis.low is not None:
        low = max(low, min(axis.low, least))
    if axis.high is not None:
        high = min(high, max(axis.high, most))
    return Axis(axis.name, low, high, _whole(step))


def _step(span: float) -> float:
    """Return the smallest of 1, 2, 5, 10 ... that covers a span in at most five steps, below one as well."""
    power: float = 10 ** floor(log10(span / 5))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * 5 >= span)


def _whole(value: float) -> float:
    value = round(value, 6)
    return int(value) if value == int(value) else value


def value_axis(theme: Theme, axis: Axis, size: Size, **more: Any) -> Option:
    """Return an axis of values; ends only where the scale has some."""
    ends = {
        name: end for name, end in (("min", axis.low), ("max", axis.high), ("interval", axis.step)) if end is not None
    }
    return {
        "type": "value",
        "scale": not ends,
        "splitNumber": 3 if size.narrow else 5,
        "axisLabel": {"color": theme.quiet},
        "splitLine": {"lineStyle": {"color": theme.grid}},
        **ends,
        **more,
    }
