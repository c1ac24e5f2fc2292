"""Is a metric's history the noise of a steady process, or has something changed? A control chart with run rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.inference.control import Chart, Runs, false_alarms, p_prime, run_signals, xmr
from heedful.analytics.scores.figure import Figure
from heedful.domain.measurement.queries.drawings import label_text
from heedful.domain.measurement.queries.wording import value_text
from heedful.rendering.charts import Axis, Point, Size, Theme, control_chart
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import FIXED, number, quantity

LEAST = 12
OVERDISPERSED = 2.0
NAMED = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A month of the chart as the table says it."""

    name: str
    value: str
    limits: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Steadiness:
    """A control chart yet to be drawn, what it says, and its table; `chart` is None below twelve months."""

    sentence: str
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: Chart | None
    runs: Runs | None
    figures: tuple[Figure, ...]

    @property
    def news(self) -> bool:
        """Tell whether anything lies beyond what a steady process does by itself."""
        return self.chart is not None and self.runs is not None and bool(self.chart.outside or self.runs.shifted)

    def draw(self, theme: Theme, size: Size) -> Option:
        """Return the chart."""
        if self.chart is None:
            raise ValueError("there is no chart below twelve months")
        each = self.figures[0].definition
        points = [
            Point(label_text(figure), value, low, high, f"{label_text(figure)}: {value_text(figure)}")
            for figure, value, low, high in zip(
                self.figures, self.chart.values, self.chart.low, self.chart.high, strict=True
            )
        ]
        return control_chart(
            points, centre=self.chart.centre, outside=self.chart.outside, axis=Axis(each.title, each.low, each.high),
            sentence=self.sentence, theme=theme, size=size,
        )  # fmt: skip


def steadiness(figures: Sequence[Figure]) -> Steadiness:
    """Chart a metric by month: shares by Laney's p', everything else by XmR. Months without a figure are left out."""
    seen = tuple(figure for figure in figures if figure.estimate is not None)
    if len(seen) < LEAST:
        text = f"It takes {LEAST} months with figures to tell news from noise; there are {len(seen)}."
        return Steadiness(text, (), (), None, None, seen)
    chart = _chart(seen)
    runs = run_signals(chart.values, chart.centre)
    rows = tuple(
        Row(label_text(figure), value_text(figure), _span(figure, low, high), place in chart.outside)
        for place, (figure, low, high) in enumerate(zip(seen, chart.low, chart.high, strict=True))
    )
    return Steadiness(_sentence(seen, chart, runs), _notes(chart, runs), rows, chart, runs, seen)


def _chart(seen: Sequence[Figure]) -> Chart:
    each = seen[0].definition
    if each.kind is not Kind.SHARE:
        return xmr([figure.estimate or 0.0 for figure in seen])
    shares = p_prime([figure.basis["hits"] for figure in seen], [figure.n or 0 for figure in seen])
    return Chart(
        tuple(100 * value for value in shares.values),
        100 * shares.centre,
        tuple(100 * value for value in shares.low),
        tuple(100 * value for value in shares.high),
        shares.method,
        shares.spread,
    )


def _sentence(seen: Sequence[Figure], chart: Chart, runs: Runs) -> str:
    centre = _text(seen[0], chart.centre)
    outside = [label_text(seen[place]) for place in chart.outside]
    if outside:
        many = f"{len(outside)} of {len(seen)} months" if len(outside) > NAMED else " and ".join(outside)
        told = f"News: {many} {'lies' if len(outside) == 1 else 'lie'} outside what is usual"
        return f"{told}, and the level has moved from {centre}." if runs.shifted else f"{told}."
    if runs.shifted:
        return f"News: no single month stands out, yet the level has moved: too long on one side of {centre}."
    return f"No news: all {len(seen)} months are what a steady process round {centre} brings by itself."


def _notes(chart: Chart, runs: Runs) -> tuple[str, ...]:
    rate = number(100 * false_alarms(len(chart.values)))
    run = f"longest run {runs.longest} (news from {runs.longest_allowed + 1})"
    notes = [
        f"{chart.method}; {run}; centre crossed {runs.crossings} times (news below {runs.crossings_needed}).",
        f"Of metrics that do not change about {rate}{FIXED}% are called news over so many months.",
    ]
    if chart.spread > OVERDISPERSED:
        notes.append("Months differ far more than their answers explain: find the cause.")
    return tuple(notes)


def _span(figure: Figure, low: float, high: float) -> str:
    return f"{number(low, figure.definition.decimals)}{FIXED}to{FIXED}{_text(figure, high)}"


def _text(figure: Figure, value: float) -> str:
    return quantity(value, figure.definition.unit, figure.definition.decimals)
