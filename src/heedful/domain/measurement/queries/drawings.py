"""Figures as charts with their tables: one description, drawn by page and document in their own theme and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heedful.analytics.scores.figure import Figure
from heedful.domain.measurement.queries.wording import interval_text, month_name, note_text, value_text
from heedful.rendering.charts import Axis, Point, Size, Theme, bars, interval_plot, line_with_band
from heedful.rendering.charts.parts import Option


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart yet to be drawn. `table` holds what people read below it, row by row, the figures beside it."""

    name: str
    title: str
    sentence: str
    draw: Callable[[Theme, Size], Option]
    columns: tuple[str, ...]
    figures: tuple[Figure, ...]
    size: Size

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Return the cells of the table."""
        return [_row(figure) for figure in self.figures]


def trend(figures: Sequence[Figure], *, name: str = "trend") -> Drawing:
    """Draw a metric by month: a line over its intervals, or bars for what is counted in full."""
    each = figures[0].definition
    points = [_point(figure) for figure in figures]
    axis, size = Axis(each.title, each.low, each.high), Size(720, 260)
    sentence = _trend_sentence(figures)
    if figures[0].census:
        size = Size(720, 40 + 24 * len(points))
        form = bars
    else:
        form = line_with_band

    def draw(theme: Theme, size: Size) -> Option:
        return form(points, axis=axis, sentence=sentence, theme=theme, size=size)

    return Drawing(name, f"{each.title} by month", sentence, draw, _columns("Month"), tuple(figures), size)


def by_group(figures: Sequence[Figure], whole: Figure, *, split: str, name: str = "groups") -> Drawing:
    """Draw a metric by unit or another split: a dot and an interval each, the whole as a line; bars for counts."""
    each = whole.definition
    points = [_point(figure) for figure in figures]
    axis, size = Axis(each.title, each.low, each.high), Size(720, 60 + 30 * max(2, len(points)))
    sentence = f"{each.title} by {split}; the whole is {value_text(whole)}."

    def draw(theme: Theme, size: Size) -> Option:
        if whole.census:
            return bars(points, axis=axis, sentence=sentence, theme=theme, size=size)
        return interval_plot(
            points, axis=axis, sentence=sentence, reference=_point(whole, "All"), theme=theme, size=size
        )

    return Drawing(name, f"{each.title} by {split}", sentence, draw, _columns(split.capitalize()), tuple(figures), size)


def label_text(figure: Figure) -> str:
    """Write the name of a figure's group; a month as people do."""
    month = len(figure.label) == 7 and figure.label[4] == "-"
    return month_name(figure.label) if month else figure.label


def _columns(first: str) -> tuple[str, ...]:
    return (first, "Value", "Interval", "n")


def _row(figure: Figure) -> tuple[str, ...]:
    n = "" if figure.n is None else f"{figure.n:,}".replace(",", "\u202f")
    return (label_text(figure), value_text(figure), interval_text(figure), n)


def _point(figure: Figure, label: str | None = None) -> Point:
    name = label or label_text(figure)
    text = f"{name}: {value_text(figure)}"
    if note := note_text(figure):
        text += f" ({note})"
    return Point(name, figure.estimate, figure.low, figure.high, text)


def _trend_sentence(figures: Sequence[Figure]) -> str:
    seen = [figure for figure in figures if figure.estimate is not None]
    title = figures[0].definition.title
    if not seen:
        return f"{title}: nothing to show in these months."
    first, last = seen[0], seen[-1]
    if first is last:
        return f"{title}: {value_text(last)} in {label_text(last)}."
    return f"{title}: {value_text(first)} in {label_text(first)}, {value_text(last)} in {label_text(last)}."
