"""How accounts moved between two closes, and how many of those that left had been seen coming."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heedful.analytics.inference.intervals import Estimate, wilson
from heedful.analytics.value.portfolio import State


@dataclass(frozen=True, slots=True)
class Cell:
    """Accounts that went from one state to another: count, money at the first close, share of the row's count."""

    count: int
    money: int
    share: Estimate | None
    row: int


def transition_matrix(moves: Iterable[tuple[State, State, int]]) -> dict[tuple[State, State], Cell]:
    """Count (state before, state after, money before in minor units); every pair of states has a cell.

    Shares are of the row, with Wilson intervals; a row without accounts has none.

    >>> found = transition_matrix([(State.MODEL, State.AT_RISK, 70), (State.MODEL, State.MODEL, 30)])
    >>> cell = found[State.MODEL, State.AT_RISK]
    >>> cell.count, cell.money, round(cell.share.value, 2), cell.row
    (1, 70, 0.5, 2)
    """
    counts: dict[tuple[State, State], int] = {}
    money: dict[tuple[State, State], int] = {}
    for before, after, value in moves:
        counts[before, after] = counts.get((before, after), 0) + 1
        money[before, after] = money.get((before, after), 0) + value
    rows = {before: sum(counts.get((before, after), 0) for after in State) for before in State}
    return {
        (before, after): Cell(
            counts.get((before, after), 0),
            money.get((before, after), 0),
            wilson(counts.get((before, after), 0), rows[before]) if rows[before] else None,
            rows[before],
        )
        for before in State
        for after in State
    }


@dataclass(frozen=True, slots=True)
class HitRate:
    """What of the money that left had stood at risk before: `hit` of `known`; `silent` was unknown and never a hit."""

    hit: int
    known: int
    silent: int
    accounts: int
    accounts_hit: int
    accounts_silent: int

    @property
    def share(self) -> float | None:
        """Return the share of the lost money that was seen coming; None when nothing known was lost."""
        return self.hit / self.known if self.known else None

    @property
    def by_count(self) -> Estimate | None:
        """Return the same share by accounts, with its Wilson interval."""
        known = self.accounts - self.accounts_silent
        return wilson(self.accounts_hit, known) if known else None


def hit_rate(left: Sequence[tuple[State, int]]) -> HitRate:
    """Judge the warnings: (state at least 90 days before leaving, money a year at that close) of each that left.

    >>> hit_rate([(State.AT_RISK, 60), (State.MODEL, 40), (State.UNKNOWN, 500)]).share
    0.6
    """
    hits = [money for state, money in left if state is State.AT_RISK]
    silent = [money for state, money in left if state is State.UNKNOWN]
    total = sum(money for _, money in left)
    return HitRate(sum(hits), total - sum(silent), sum(silent), len(left), len(hits), len(silent))
