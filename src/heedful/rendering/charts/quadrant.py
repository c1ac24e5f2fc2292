"""The quadrant: money across, experience upwards, four tinted zones that say how much stands in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from heedful.rendering.charts.parts import LIGHT, Axis, Option, Size, Theme, frame, plain, rounded, value_axis

WIDE, NARROW = Size(760, 480), Size(360, 420)
TEXT = "_text"
ROOM = 8
"""Points below the lowest customer, so that the corner labels stay readable."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One customer: money (more than nothing), experience 0 to 100, the zone it belongs to, and what people read."""

    label: str
    money: float
    score: float
    zone: str
    text: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A corner of the quadrant: its key, its lines of text, whether money is large and experience good there."""

    key: str
    lines: Sequence[str]
    large: bool
    good: bool


def quadrant(
    spots: Sequence[Spot],
    *,
    zones: Sequence[Zone],
    money_cut: float,
    good_from: float,
    money_name: str,
    sentence: str,
    theme: Theme = LIGHT,
    size: Size = WIDE,
) -> Option:
    """Draw customers by money (logarithmic) and experience; zones differ by colour and customers also by shape.

    A customer keeps the shape of its own state wherever it lies: a large one that buys less than it could is growth.
    """
    left, right = _ends([spot.money for spot in spots], money_cut)
    bottom = min([spot.score for spot in spots] + [good_from - 15])
    low = max(0, floor((bottom - ROOM) / 10) * 10)
    keys = [zone.key for zone in zones]
    option = frame(
        theme,
        sentence,
        dataset={"dimensions": ["label", "money", *keys, TEXT], "source": [_row(spot, keys) for spot in spots]},
        xAxis=_money_axis(theme, money_name, left, right),
        yAxis=value_axis(theme, Axis("Experience", low, 100, 10), size, splitLine={"show": False}),
        series=[_series(zone, theme, size) for zone in zones],
    )
    option["grid"]["bottom"] = 28
    if option["series"]:
        option["series"][0]["markArea"] = {
            "silent": True,
            "data": [_area(zone, theme, size, (left, money_cut, right), (low, good_from, 100)) for zone in zones],
        }
    return option


COLOURS = {"model": 2, "growth": 0, "at_risk": 4}
SHAPES = {"model": "circle", "growth": "triangle", "at_risk": "diamond"}


def _colour(key: str, theme: Theme) -> str:
    return theme.series[COLOURS[key]] if key in COLOURS else theme.quiet


def _row(spot: Spot, keys: Sequence[str]) -> list[Any]:
    scores = [rounded(spot.score) if spot.zone == key else None for key in keys]
    return [plain(spot.label), rounded(spot.money), *scores, plain(spot.text)]


def _series(zone: Zone, theme: Theme, size: Size) -> dict[str, Any]:
    least = zone.key not in SHAPES
    return {
        "type": "scatter",
        "name": plain(zone.lines[0]),
        "symbol": SHAPES.get(zone.key, "rect"),
        "symbolSize": (6 if size.narrow else 8) + (4 if zone.key == "at_risk" else 0) - (2 if least else 0),
        "itemStyle": {"color": _colour(zone.key, theme), "opacity": 0.55 if least else 0.85},
        "encode": {"x": "money", "y": zone.key, "tooltip": [TEXT]},
    }


def _area(
    zone: Zone, theme: Theme, size: Size, across: tuple[float, float, float], up: tuple[float, float, float]
) -> list[dict[str, Any]]:
    colour = _colour(zone.key, theme)
    begin, end = (across[1], across[2]) if zone.large else (across[0], across[1])
    floor_, top = (up[1], up[2]) if zone.good else (up[0], up[1])
    corner = f"inside{'Top' if zone.good else 'Bottom'}{'Right' if zone.large else 'Left'}"
    return [
        {
            "name": "\n".join(plain(line) for line in zone.lines),
            "coord": [rounded(begin), rounded(floor_)],
            "itemStyle": {"color": f"{colour}{'0d' if zone.key not in COLOURS else '1a'}"},
            "label": {
                "show": True,
                "position": corner,
                "distance": 8,
                "color": theme.text,
                "fontSize": 11 if size.narrow else 13,
                "fontWeight": 600,
                "lineHeight": 15 if size.narrow else 18,
                "align": "right" if zone.large else "left",
            },
        },
        {"coord": [rounded(end), rounded(top)]},
    ]


def _money_axis(theme: Theme, name: str, left: float, right: float) -> Option:
    return {
        "type": "log",
        "name": plain(name),
        "nameLocation": "middle",
        "nameGap": 26,
        "nameTextStyle": {"color": theme.quiet},
        "min": left,
        "max": right,
        "axisLabel": {"color": theme.quiet, "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": theme.grid}},
        "splitLine": {"show": False},
    }


def _ends(money: Sequence[float], cut: float) -> tuple[float, float]:
    """Return the ends of the money axis: what is drawn and the cut, with room, never a wasted decade.

    >>> _ends([120_000, 4_000_000], 1_000_000)
    (80000, 6000000)
    """
    seen = [each for each in (*money, cut) if each > 0] or [1.0]
    return _rounded_to(min(min(seen) / 1.6, cut / 3 or 1.0)), _rounded_to(max(max(seen) * 1.6, cut * 3))


def _rounded_to(value: float) -> float:
    """Keep one digit."""
    power = 10 ** floor(log10(value))
    kept = max(1, round(value / power)) * power
    return int(kept) if kept >= 1 else kept
