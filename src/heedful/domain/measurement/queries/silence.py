"""Silence as a signal: customers who used to answer and have stopped, weighted by what they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from heedful.analytics.value.silence import FEWEST_CUSTOMERS, LEVEL, Asks, Silent, silences
from heedful.domain.customers import queries as customers
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.rendering.numbers import many, number
from heedful.warehouse import reader

MONTHS = (2, 3, 6)
BEFORE = 12
ASKS = """SELECT account_id, SUM(CASE WHEN sent_on < ? THEN 1 ELSE 0 END),
SUM(CASE WHEN sent_on < ? AND answered = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN sent_on >= ? THEN 1 ELSE 0 END),
SUM(CASE WHEN sent_on >= ? AND answered = 1 THEN 1 ELSE 0 END)
FROM invitations WHERE account_id IS NOT NULL AND asked = 1 AND sent_on >= ? AND sent_on < ? GROUP BY account_id"""
MONEY = "SELECT account_id, SUM(amount_minor) FROM revenue WHERE month >= ? AND month < ? GROUP BY account_id"


@dataclass(frozen=True, slots=True)
class SilentCustomer:
    """A customer on the list, by name."""

    silent: Silent
    code: str
    name: str
    unit: str
    place: int


@dataclass(frozen=True, slots=True)
class SilenceView:
    """The list over the last `months` before `until`, compared with the year before them."""

    since: date
    until: date
    asked: int
    rows: tuple[SilentCustomer, ...]

    @property
    def quiet(self) -> tuple[SilentCustomer, ...]:
        """Return those whose silence is more than chance."""
        return tuple(each for each in self.rows if each.silent.quiet)

    @property
    def sentence(self) -> str:
        """Say in one line how it stands, or why nothing can be said."""
        if not self.rows:
            return (
                f"Nothing can be said: fewer than {FEWEST_CUSTOMERS} customers answered in the year before and were "
                f"asked twice since ({many(self.asked, 'customer')} asked)."
            )
        of = f"{many(len(self.rows), 'customer')} who used to answer"
        if not self.quiet:
            return f"Of {of} none is quieter than chance explains."
        money = sum(each.silent.asks.money for each in self.quiet)
        return (
            f"Of {of} {number(len(self.quiet))} went quiet; they brought {number(money / 100)} in twelve months. "
            f"At most one in {number(1 / LEVEL)} of them is expected to be here by chance."
        )

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "since": self.since.isoformat(), "until": self.until.isoformat(), "asked": self.asked,
            "sentence": self.sentence, "quiet": len(self.quiet),
            "customers": [
                {
                    "place": each.place, "account": each.code, "name": each.name, "unit": each.unit,
                    "quiet": each.silent.quiet, "chance": each.silent.chance, "q": each.silent.q,
                    "asked_before": each.silent.asks.asked_before, "answered_before": each.silent.asks.answered_before,
                    "asked": each.silent.asks.asked, "answered": each.silent.asks.answered,
                    "expected": each.silent.expected, "money_minor": each.silent.asks.money,
                }
                for each in self.rows
            ],
        }  # fmt: skip


def silent_customers(*, actor: Actor, until: date, months: int = 3) -> SilenceView:
    """Return customers in sight who used to answer, those gone quiet first, by money.

    "Lately" are the `months` before `until`, "before" the twelve months before those.
    """
    actor.require(Permission.SEE_REVENUE)
    if months not in MONTHS:
        fix = f"one of {', '.join(str(each) for each in MONTHS)}"
        raise Refused("not a length of silence", field="months", value=months, fix=fix)
    since = add_months(until, -months)
    cut = since.isoformat()
    span = [add_months(since, -BEFORE).isoformat(), until.isoformat()]
    units = organisation.unit_names()
    seen = {
        str(key): (code, name, units.get(unit, "") if unit else "")
        for key, code, name, unit in customers.visible_to(actor).values_list("id", "code", "name", "unit_id")
    }
    money = {str(key): int(n) for key, n in reader.rows(MONEY, [add_months(until, -12).isoformat(), until.isoformat()])}
    asks = [
        Asks(str(key), int(before), int(did), int(lately), int(does), max(0, money.get(str(key), 0)))
        for key, before, did, lately, does in reader.rows(ASKS, [cut] * 4 + span)
        if str(key) in seen
    ]
    rows = tuple(
        SilentCustomer(each, *seen[each.asks.key], place) for place, each in enumerate(silences(asks), start=1)
    )
    return SilenceView(since, until, len(asks), rows)
