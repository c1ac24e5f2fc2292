"""The quadrant as a picture yet to be drawn: page, API and documents give it their own theme and size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.analytics.value.portfolio import State
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.domain.portfolio.queries.board import Total, parts
from heedful.domain.portfolio.queries.thresholds import version
from heedful.rendering.charts import Size, Spot, Theme, Zone, quadrant
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import money, number, short_money

CORNERS = {
    State.GROWTH: (False, True),
    State.MODEL: (True, True),
    State.DANGLING: (False, False),
    State.AT_RISK: (True, False),
}
"""State: large, good."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the quadrant shows: the accounts of a table, the sums of all."""

    spots: Sequence[Spot]
    zones: Sequence[Zone]
    cut: float
    good: float
    currency: str
    sentence: str

    def draw(self, theme: Theme, size: Size) -> Option:
        """Return the chart."""
        return quadrant(
            self.spots,
            zones=self.zones,
            money_cut=self.cut,
            good_from=self.good,
            money_name=f"Revenue of 12 months, {self.currency}".rstrip(", "),
            sentence=self.sentence,
            theme=theme,
            size=size,
        )


def picture(rows: Sequence[Standing], found: Reckoning, totals: Mapping[State, Total]) -> Picture:
    """Put the accounts of a table into the quadrant; those without money or score stand beside it."""
    spots = [
        Spot(each.account.name, each.value_minor / 100, each.score, each.state, _text(each, found.currency))
        for each in rows
        if each.score is not None and each.value_minor > 0
    ]
    zones = [
        Zone(state.value, _corner(totals[state], found.currency), large, good)
        for state, (large, good) in CORNERS.items()
    ]
    return Picture(
        spots, zones, max(found.cut_minor / 100, 1.0), version(found.thresholds).good, found.currency,
        sentence(found, totals),
    )  # fmt: skip


def sentence(found: Reckoning, totals: Mapping[State, Total]) -> str:
    """Say the finding in a sentence."""
    sums = parts(totals)
    book, at_risk, silent = (short_money(part, found.currency) for part in (sums.book, sums.at_risk, sums.silent))
    customers = _customers(totals[State.AT_RISK].count)
    return f"Of {book} in 12 months {at_risk} stands at risk with {customers}; how {silent} is doing we do not know."


def _corner(total: Total, currency: str) -> list[str]:
    return [
        total.state.label,
        _customers(total.count),
        short_money(total.money, currency),
    ]


def _customers(count: int) -> str:
    return f"{number(count)} customer{'' if count == 1 else 's'}"


def _text(each: Standing, currency: str) -> str:
    score = f"{number(each.score or 0)} of 100 ({number(each.low or 0)} to {number(each.high or 0)}, n {each.n})"
    return f"{each.account.name}: {State(each.state).label}, {money(each.value_minor, currency)}, experience {score}"
