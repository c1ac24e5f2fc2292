"""What a board pack says about money: the portfolio as it was closed, and what keeping promises is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from heedful.analytics.value.portfolio import State
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.followthrough.rules import promises as promise_rules
from heedful.domain.measurement.models import Period
from heedful.domain.measurement.queries.gaming import gaming_watch
from heedful.domain.measurement.queries.pack_circulation import circulation_record
from heedful.domain.measurement.queries.pack_leaders import leaders_record
from heedful.domain.measurement.queries.worth import worth_of_promises
from heedful.domain.portfolio import queries as portfolio
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import day_of
from heedful.rendering.charts import Size, Spot, Theme, Zone, quadrant
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import number, short_money

QUADRANT = Size(720, 420)
OF_EACH = 25
MONTHS = 6
PLACES = 4
GAMED = "nps"


def pack_money(found: Period, at: datetime) -> dict[str, Any]:
    """Return what the pack of a period says about money, as plain values that are stored with it.

    The portfolio is that of the last close up to the period's end; without one there is no quadrant.
    `kept` says what became of the promises that fell due by `at`; empty without any. `gaming` says whether scores
    were worked on.
    Customers are drawn without their names: a stored pack outlives an erasure. A promise that nobody was given is left
    out.
    """
    kept = worth_of_promises(actor=SYSTEM, until=found.ends, months=MONTHS)
    due = followthrough.kept(SYSTEM, found.starts, found.ends, day_of(at))
    ledger = promise_rules.sentence(due)
    promises = [each.record() | {"title": each.promise.title} for each in kept if each.worth.customers]
    own = {
        "promises": promises,
        "leaders": leaders_record(found),
        "circulation": circulation_record(found),
        "kept": ledger,
        "gaming": gaming_watch(metric=GAMED, actor=SYSTEM, since=found.starts, until=found.ends).sentence,
    }
    close = portfolio.closes().filter(as_of__lte=found.ends).first()
    if close is None:
        return {"portfolio": None, **own}
    totals = portfolio.totals(SYSTEM, close)
    picture = portfolio.picture(portfolio.largest_of_each(portfolio.of(SYSTEM, close), OF_EACH), close, totals)
    states = [
        {"state": each.value, "customers": totals[each].count, "money_minor": totals[each].money} for each in State
    ]
    return {
        "portfolio": {
            "as_of": close.as_of.isoformat(),
            "currency": close.currency,
            "sentence": picture.sentence,
            "cut": picture.cut,
            "good": picture.good,
            "states": states,
            "zones": [[each.key, list(each.lines), each.large, each.good] for each in picture.zones],
            "spots": [[round(each.money), round(each.score, PLACES), each.zone] for each in picture.spots],
        },
        **own,
    }


def money_rows(money: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return state, customers and money of the stored portfolio, as the table under the quadrant says them."""
    kept = money.get("portfolio")
    if not kept:
        return []
    return [
        (
            State(each["state"]).label,
            number(each["customers"]),
            short_money(each["money_minor"], kept["currency"]),
        )
        for each in kept["states"]
    ]


def money_picture(money: Mapping[str, Any], theme: Theme, size: Size) -> Option | None:
    """Draw the stored portfolio; None where the period has none."""
    kept = money.get("portfolio")
    if not kept:
        return None
    return quadrant(
        [Spot("", value, score, zone, State(zone).label) for value, score, zone in kept["spots"]],
        zones=[Zone(*each) for each in kept["zones"]],
        money_cut=kept["cut"],
        good_from=kept["good"],
        money_name=f"Revenue of 12 months, {kept['currency']}".rstrip(", "),
        sentence=kept["sentence"],
        theme=theme,
        size=size,
    )
