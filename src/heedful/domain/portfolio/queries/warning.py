"""Early warning on the installation's own past: a model beside four simple rules, judged on months it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import numpy as np

from heedful.analytics.inference.moments import BUCKETS, Floats
from heedful.analytics.value.early_warning import (
    Flags,
    Offer,
    Scorecard,
    TooFewLosses,
    early_warning,
    evaluate_warning,
    scorecard,
    timing_features,
)
from heedful.analytics.value.purchasing import gamma_rate
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.domain.portfolio.queries.board import of
from heedful.domain.portfolio.queries.reckonings import closes
from heedful.foundation.access import Actor
from heedful.foundation.days import add_months
from heedful.warehouse import reader

MONTHS = 3
HORIZON_DAYS = 91.0
LEAST_MONTHS = 3
GAMMA, MODEL = "the purchase rate", "the model"
MONEY = "SELECT account_id, month, SUM(amount_minor) FROM revenue GROUP BY account_id, month ORDER BY account_id, month"
History = Mapping[str, tuple[Floats, Floats]]
NOTHING: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
TRAINED_ON = 3
"""Closes that a model learns from: the last ones whose outcome was known when the test began."""


@dataclass(frozen=True, eq=False)
class Panel:
    """Customers at a close: ids, features (n, p), what the simple rules say, and who then brought nothing."""

    ids: list[str]
    features: Floats
    rules: dict[str, Floats]
    lost: Flags

    def by(self, rule: str) -> dict[str, float]:
        """Return the order of a simple rule by id."""
        return dict(zip(self.ids, self.rules[rule].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Warned:
    """What early warning can say: why not, or how each rule did, which one is used, and its order of customers.

    `risk` is an order, not a probability: training has not seen every season. `trained` and `tested` are closes.
    """

    refusal: str
    offer: Offer | None = None
    cards: tuple[tuple[str, Scorecard], ...] = ()
    used: str = ""
    trained: tuple[date, ...] = ()
    tested: date | None = None
    risk: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Risky:
    """A customer on the list: its place, 1 the riskiest, and its standing."""

    place: int
    standing: Standing


def early_warnings(found: Reckoning) -> Warned:
    """Train on closes whose outcome is known, test on a later one, and order today's customers by the rule that won.

    Computed once for a reckoning.
    """
    return _warned(found.id, found.as_of)


def riskiest(actor: Actor, found: Reckoning, warned: Warned) -> list[Risky]:
    """Return the customers in sight that are most likely to bring nothing in the next three months."""
    if not warned.risk:
        return []
    ordered = sorted(warned.risk, key=lambda key: (-(warned.risk or {})[key], key))
    place = {UUID(key): number for number, key in enumerate(ordered, start=1)}
    rows = [row for row in of(actor, found).filter(large=True) if row.account_id in place]
    return [Risky(place[row.account_id], row) for row in sorted(rows, key=lambda row: place[row.account_id])]


@lru_cache(maxsize=8)
def _warned(reckoning_id: UUID, as_of: date) -> Warned:
    days = [each for each in closes() if each.as_of <= add_months(as_of, -MONTHS)]
    if not days:
        return Warned("No close lies three months back yet, so nothing that was foreseen could have happened.")
    test = days[0]
    training = [each for each in days if each.as_of <= add_months(test.as_of, -MONTHS)][:TRAINED_ON]
    if not training:
        return Warned("There is no close three months before the one that judges: nothing can be learnt from yet.")
    history = _history()
    seen = _panel(test, history)
    if not seen.lost.any() or seen.lost.all():
        return Warned("In the months that could judge a warning nobody left, or everybody did.")
    now = _panel(Reckoning.objects.get(id=reckoning_id), history)
    cards = tuple((name, scorecard(risk, seen.lost, probabilities=name == GAMMA)) for name, risk in seen.rules.items())
    trained = tuple(each.as_of for each in training)
    panels = [_panel(each, history) for each in training]
    try:
        model = early_warning(
            np.concatenate([each.features for each in panels]), np.concatenate([each.lost for each in panels])
        )
    except TooFewLosses as few:
        return Warned(f"{few}. The purchase rate is used.", None, cards, GAMMA, trained, test.as_of, now.by(GAMMA))
    risk = model.risk(seen.features)
    offer = evaluate_warning(risk, seen.rules, seen.lost, np.array([UUID(key).int % BUCKETS for key in seen.ids]))
    order = dict(zip(now.ids, model.risk(now.features).tolist(), strict=True)) if offer.offered else now.by(offer.best)
    cards = ((MODEL, scorecard(risk, seen.lost)), *cards)
    return Warned("", offer, cards, MODEL if offer.offered else offer.best, trained, test.as_of, order)


def _history() -> History:
    """Read the months and money of every customer that brought some, in order."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for key, month, amount in reader.execute(MONEY):
        if amount > 0:
            months, money = found.setdefault(str(key), ([], []))
            months.append(float(date.fromisoformat(str(month)[:10]).toordinal()))
            money.append(float(amount))
    return {key: (np.array(months), np.array(money)) for key, (months, money) in found.items()}


def _panel(close: Reckoning, history: History) -> Panel:
    """Put together who had bought in three months or more and lately, as it was known at a close."""
    origin = close.as_of.replace(day=1)
    day, until, lately = (
        float(each.toordinal()) for each in (origin, add_months(origin, MONTHS), add_months(origin, -MONTHS))
    )
    stood = Standing.objects.filter(reckoning=close).values_list("account_id", "score", "fallen_chance")
    ids, features, lost, simple = [], [], [], []
    for account, score, chance in stood.order_by("account_id"):
        months, amounts = history.get(str(account), NOTHING)
        count = int(np.searchsorted(months, day))
        if count < LEAST_MONTHS or months[count - 1] < lately:
            continue
        days, money = months[:count], amounts[:count]
        quarter, earlier = money[days >= day - 91].sum(), money[(days >= day - 182) & (days < day - 91)].sum()
        ids.append(str(account))
        lost.append(count == len(months) or months[count] >= until)
        heard = [score or 0.0, float(score is None), chance or 0.0]
        features.append([*timing_features(days, money, day), *heard])
        simple.append((count - 1.0, day - days[0], earlier - quarter, -(score if score is not None else 100.0)))
    table = np.array(simple).reshape(-1, 4)
    rules = {
        "never alarm": np.zeros(len(table)),
        "the last score": table[:, 3],
        "a drop of revenue": table[:, 2],
        GAMMA: gamma_rate(table[:, 0], table[:, 1], HORIZON_DAYS),
    }
    return Panel(ids, np.array(features).reshape(len(ids), -1), rules, np.array(lost, dtype=bool))
