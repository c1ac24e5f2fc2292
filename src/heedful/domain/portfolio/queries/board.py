"""Money and accounts in the five states, for the accounts an actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from heedful.analytics.value.migration import Cell, HitRate, hit_rate, transition_matrix
from heedful.analytics.value.portfolio import State
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.domain.portfolio.queries.evidence import NOW_DAYS
from heedful.domain.portfolio.queries.reckonings import closes
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import add_months
from heedful.warehouse import reader

GONE_MONTHS = 3
"""Whole months without revenue after which an account has left."""


@dataclass(frozen=True, slots=True)
class Total:
    """Accounts and money of a state."""

    state: State
    count: int
    money: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Money at risk, heard and not at risk, and silent; they sum to the book."""

    at_risk: int
    covered: int
    silent: int

    @property
    def book(self) -> int:
        """Return the whole."""
        return self.at_risk + self.covered + self.silent


@dataclass(frozen=True, slots=True)
class Mover:
    """An account that changed its state between two reckonings; money is that of the later one."""

    account_id: UUID
    name: str
    before: State
    after: State
    value: int


def visible_to(actor: Actor) -> QuerySet[Standing]:
    """Return the standings of the accounts the actor may see in the portfolio."""
    return Standing.objects.filter(within("account__unit_id", actor, Permission.SEE_PORTFOLIO))


def of(actor: Actor, found: Reckoning) -> QuerySet[Standing]:
    """Return the standings of a reckoning that the actor may see, most money first."""
    rows = visible_to(actor).filter(reckoning=found).select_related("account", "account__segment")
    return rows.order_by("-value_minor", "account__code")


def largest_of_each(rows: QuerySet[Standing], limit: int) -> list[Standing]:
    """Return those of each known state that bring the most money, all in the order of their money."""
    known = [state for state in State if state is not State.UNKNOWN]
    chosen = [row for state in known for row in rows.filter(state=state)[:limit]]
    return sorted(chosen, key=lambda row: (-row.value_minor, row.account.code))


def totals(actor: Actor, found: Reckoning) -> dict[State, Total]:
    """Return accounts and money of every state; a state without accounts is 0."""
    rows = visible_to(actor).filter(reckoning=found).values_list("state")
    sums = {state: (n, money) for state, n, money in rows.annotate(n=Count("id"), money=Sum("value_minor"))}
    return {state: Total(state, *sums.get(state, (0, 0))) for state in State}


def parts(totals: Mapping[State, Total]) -> Parts:
    """Return the money at risk, covered by listening and silent."""
    at_risk, silent = totals[State.AT_RISK].money, totals[State.UNKNOWN].money
    return Parts(at_risk, sum(each.money for each in totals.values()) - at_risk - silent, silent)


def movers(actor: Actor, before: Reckoning, after: Reckoning) -> list[Mover]:
    """Return the accounts whose state differs between two reckonings, most money first."""
    earlier = dict(visible_to(actor).filter(reckoning=before).values_list("account_id", "state"))
    now = of(actor, after).values_list("account_id", "account__name", "state", "value_minor")
    return [
        Mover(key, name, State(earlier[key]), State(state), value)
        for key, name, state, value in now
        if key in earlier and earlier[key] != state
    ]


def migration(actor: Actor, before: Reckoning, after: Reckoning) -> dict[tuple[State, State], Cell]:
    """Count how accounts moved between two closes, with the money they brought at the first."""
    later = dict(visible_to(actor).filter(reckoning=after).values_list("account_id", "state"))
    rows = visible_to(actor).filter(reckoning=before).values_list("account_id", "state", "value_minor")
    return transition_matrix((State(state), State(later[key]), value) for key, state, value in rows if key in later)


def warned(actor: Actor, on: date) -> HitRate:
    """Judge the warnings by those who left: how they stood at the last close at least 90 days before their last month.

    An account has left when it brought nothing for three whole months. Closes never change, so neither does this.
    """
    gone = add_months(on, -GONE_MONTHS)
    last = {
        UUID(str(key)): add_months(date.fromisoformat(str(month)[:10]), 1)
        for key, month in reader.rows(
            "SELECT account_id, MAX(month) FROM revenue WHERE amount_minor > 0 GROUP BY account_id"
        )
    }
    days = sorted(closes().values_list("as_of", "id"), reverse=True)
    wanted: dict[UUID, list[UUID]] = {}
    for key, end in last.items():
        if end > gone:
            continue
        standing = next((close for as_of, close in days if as_of <= end - timedelta(days=NOW_DAYS)), None)
        if standing is not None:
            wanted.setdefault(standing, []).append(key)
    left: list[tuple[State, int]] = []
    for close, keys in wanted.items():
        chosen = set(keys)
        rows = visible_to(actor).filter(reckoning_id=close, value_minor__gt=0)
        left += [
            (State(state), value)
            for key, state, value in rows.values_list("account_id", "state", "value_minor")
            if key in chosen
        ]
    return hit_rate(left)
