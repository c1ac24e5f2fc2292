"""What the warehouse knows of every account on a day: money of a year, and scores in three windows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from heedful.analytics.value.experience import Sums
from heedful.foundation.days import add_months
from heedful.warehouse import reader

NOW_DAYS = 90
BASE_DAYS = 365
MONEY = """
SELECT account_id, currency, COUNT(*), SUM(amount_minor) FROM revenue
WHERE month >= ? AND month < ? GROUP BY account_id, currency ORDER BY account_id, currency
"""
SCORES = """
SELECT account_id, scale_low, scale_high,
  SUM(CASE WHEN collected_on >= ? THEN 1 ELSE 0 END),
  SUM(CASE WHEN collected_on >= ? THEN value ELSE 0 END),
  SUM(CASE WHEN collected_on >= ? THEN value * value ELSE 0 END),
  SUM(CASE WHEN collected_on >= ? THEN 1 ELSE 0 END),
  SUM(CASE WHEN collected_on >= ? THEN value ELSE 0 END),
  SUM(CASE WHEN collected_on >= ? THEN value * value ELSE 0 END),
  SUM(CASE WHEN collected_on < ? THEN 1 ELSE 0 END),
  SUM(CASE WHEN collected_on < ? THEN value ELSE 0 END),
  SUM(CASE WHEN collected_on < ? THEN value * value ELSE 0 END)
FROM answers
WHERE collected_on >= ? AND collected_on < ? AND account_id IS NOT NULL AND scale_high > scale_low
  AND status = 'final'
GROUP BY account_id, scale_low, scale_high ORDER BY account_id, scale_low, scale_high
"""
"""Values are whole hundredths; engines add up integers, scales are put on 0 to 100 here."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Scores of an account: those young enough to speak for it, those of the last 90 days, those of the year before."""

    recent: Sums = field(default_factory=Sums)
    now: Sums = field(default_factory=Sums)
    base: Sums = field(default_factory=Sums)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The book on a day: money of the last 12 whole months in one currency, and what was heard, by account id.

    `other_currencies` counts accounts that also bring money in a currency that is left out.
    """

    currency: str
    money: dict[str, int]
    other_currencies: int
    heard: dict[str, Heard]


def evidence(as_of: date, stale_days: int) -> Evidence:
    """Read what is known of every account before `as_of`.

    The currency is that of most revenue lines. A score is placed on 0 to 100 by the ends of its scale.
    """
    until = as_of.replace(day=1)
    rows = reader.execute(MONEY, [add_months(until, -12).isoformat(), until.isoformat()])
    lines: dict[str, int] = {}
    for _, currency, count, _ in rows:
        lines[currency] = lines.get(currency, 0) + int(count)
    main = max(sorted(lines), key=lambda each: lines[each], default="")
    money = {account: int(total) for account, currency, _, total in rows if currency == main}
    others = len({account for account, currency, _, _ in rows if currency != main})
    return Evidence(main, money, others, _heard(as_of, stale_days))


def _heard(as_of: date, stale_days: int) -> dict[str, Heard]:
    recent = (as_of - timedelta(days=stale_days)).isoformat()
    now = (as_of - timedelta(days=NOW_DAYS)).isoformat()
    since = min((as_of - timedelta(days=BASE_DAYS)).isoformat(), recent)
    found: dict[str, Heard] = {}
    for row in reader.execute(SCORES, [*[recent] * 3, *[now] * 6, since, as_of.isoformat()]):
        account, low, high = str(row[0]), int(row[1]), int(row[2])
        sums = [_placed(int(row[at]), int(row[at + 1]), int(row[at + 2]), low, high) for at in (3, 6, 9)]
        before = found.get(account, Heard())
        found[account] = Heard(before.recent + sums[0], before.now + sums[1], before.base + sums[2])
    return found


def _placed(n: int, total: int, squares: int, low: int, high: int) -> Sums:
    """Put sums of values in hundredths onto 0 to 100."""
    if not n:
        return Sums()
    span = high - low
    shifted = total - 100 * low * n
    shifted_squares = squares - 2 * 100 * low * total + (100 * low) ** 2 * n
    return Sums(n, shifted / span, shifted_squares / span**2)
