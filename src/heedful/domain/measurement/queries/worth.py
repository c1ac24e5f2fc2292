"""What keeping a promise is worth: promises and scores of half a year against the money of the half year after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from heedful.analytics.inference.moments import BUCKETS
from heedful.analytics.value.service_value import Served, Worth, service_value
from heedful.domain.measurement.queries.worth_words import worth_sentence
from heedful.domain.measurement.rules import add_months, whole_months
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.warehouse import reader

MONTHS = (3, 6, 12)
DELIVERIES = """
SELECT account_id, MIN(COALESCE(segment, '')), MIN(started_on), COUNT(*), SUM(CASE WHEN days_late > 0 THEN 1 ELSE 0 END)
FROM interactions WHERE promised = 1 AND delivered = 1 AND account_id IS NOT NULL AND started_on >= ? AND started_on < ?
GROUP BY account_id ORDER BY account_id
"""
CLOCKS = """
SELECT cases.account_id, MIN(COALESCE(cases.segment, '')), MIN(clocks.opened_on), COUNT(*), SUM(clocks.missed)
FROM clocks JOIN cases ON cases.id = clocks.case_id
WHERE clocks.kind = ? AND clocks.result IN ('met', 'missed') AND cases.account_id IS NOT NULL
  AND clocks.opened_on >= ? AND clocks.opened_on < ?
GROUP BY cases.account_id ORDER BY cases.account_id
"""
SCORES = """
SELECT account_id, collected_on, scale_low, scale_high, COUNT(*), SUM(value) FROM answers
WHERE account_id IS NOT NULL AND status = 'final' AND scale_high > scale_low AND collected_on >= ? AND collected_on < ?
GROUP BY account_id, collected_on, scale_low, scale_high ORDER BY account_id, collected_on, scale_low, scale_high
"""
MONEY = """
SELECT account_id, currency, COUNT(*), SUM(CASE WHEN month < ? THEN amount_minor ELSE 0 END),
  SUM(CASE WHEN month >= ? THEN amount_minor ELSE 0 END)
FROM revenue WHERE (month >= ? AND month < ?) OR (month >= ? AND month < ?)
GROUP BY account_id, currency ORDER BY account_id, currency
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is looked at: names in an address, a heading and a sentence; the metric that counts it."""

    key: str
    title: str
    kept: str
    metric: str


PROMISES = (
    Promise(
        "delivered_on_time", "Delivered on the promised day", "delivering on the promised day", "delivered_on_time"
    ),
    Promise("acknowledge", "Acknowledged in time", "acknowledging cases in time", "clock_attainment"),
    Promise("first_response", "Answered in time", "answering cases in time", "clock_attainment"),
    Promise("resolution", "Resolved in time", "resolving cases in time", "clock_attainment"),
)


@dataclass(frozen=True, slots=True)
class Windows:
    """Earlier money [before, begins), promises and scores [begins, ends), money that came later [ends, until)."""

    before: date
    begins: date
    ends: date
    until: date
    months: int

    @classmethod
    def ending(cls, until: date, months: int) -> Windows:
        """Return three windows of the same length, the last of which ends with `until`."""
        if months not in MONTHS:
            raise Refused("not a length that is looked at", field="months", value=months, fix="choose 3, 6 or 12")
        if not whole_months(until, add_months(until, 1)):
            raise Refused(
                "money comes by whole months", field="until", value=until, fix="end with the first of a month"
            )
        before, begins, ends = (add_months(until, -months * place) for place in (3, 2, 1))
        return cls(before, begins, ends, until, months)


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise with what keeping it goes with; `cost` of meeting it always in a window, minor units."""

    promise: Promise
    worth: Worth
    windows: Windows
    currency: str
    cost: int

    @property
    def sentence(self) -> str:
        """Say what was found; the verb is that of the grade, a null as plain as a finding."""
        return worth_sentence(self.promise.kept, self.worth, self.windows.months, self.currency)

    def record(self) -> dict[str, object]:
        """Return it as plain values: money in minor units."""
        worth = self.worth
        parts = {name: getattr(worth, name) for name in ("gap", "value", "gain")}
        return {
            "promise": self.promise.key,
            "verdict": worth.verdict.value,
            "wording": self.sentence,
            "since": self.windows.begins.isoformat(),
            "until": self.windows.until.isoformat(),
            "currency": self.currency,
            "customers": worth.customers,
            "shortfall": round(worth.shortfall, 3),
            **{
                name: found and {
                    "estimate": found.estimate, "low": found.low, "high": found.high, "level": found.level,
                    "n": found.n_used, "dropped": found.n_dropped, "grade": found.grade.value, "method": found.method,
                }
                for name, found in parts.items()
            },
            "cost": self.cost,
            "net": worth.net,
            "e_value": worth.e_value,
            "robustness_value": worth.robustness,
            "refusal": worth.refusal,
            "warnings": list(worth.warnings),
        }  # fmt: skip


@dataclass(slots=True)
class Heard:
    """Scores of a customer by day, on 0 to 100."""

    days: list[tuple[str, int, float]] = field(default_factory=list)

    def mean_after(self, day: str) -> float | None:
        """Return the mean score after a day."""
        n = sum(count for when, count, _ in self.days if when > day)
        return sum(total for when, _, total in self.days if when > day) / n if n else None


def worth_of_promises(*, actor: Actor, until: date, months: int = 6, cost: int = 0, promise: str = "") -> list[Kept]:
    """Return what keeping each promise goes with, over windows of `months` of which the last ends with `until`.

    Intervals are widened for all promises, also when one is asked for. Only customers who brought money before count;
    scores count from the day after the first promise. `cost` belongs to the one promise asked for. Needs the right to
    see revenue of the whole company.
    """
    actor.require_everywhere(Permission.SEE_REVENUE)
    windows = Windows.ending(until, months)
    chosen = [each for each in PROMISES if promise in ("", each.key)]
    if not chosen:
        raise Refused("no such promise", field="promise", value=promise, fix=", ".join(each.key for each in PROMISES))
    currency, money = money_around(windows)
    scores = scores_within(windows)
    found = []
    for each in chosen:
        worth = service_value(
            _served(each, windows, money, scores), signal_ends=windows.ends, outcome_begins=windows.ends,
            cost=float(cost), looks=len(PROMISES),
        )  # fmt: skip
        found.append(Kept(each, worth, windows, currency, cost))
    return found


def _served(
    promise: Promise, windows: Windows, money: dict[str, tuple[int, int]], scores: dict[str, Heard]
) -> list[Served]:
    span = [windows.begins.isoformat(), windows.ends.isoformat()]
    delivery = promise.key == "delivered_on_time"
    rows = reader.execute(DELIVERIES, span) if delivery else reader.execute(CLOCKS, [promise.key, *span])
    served = []
    for account, segment, first, given, broken in rows:
        before, after = money.get(str(account), (0, 0))
        if before > 0:
            heard = scores.get(str(account))
            score = heard.mean_after(str(first)) if heard else None
            bucket = UUID(str(account)).int % BUCKETS
            served.append(Served(bucket, segment, int(given), int(broken), score, float(before), float(after)))
    return served


def money_around(windows: Windows) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return the currency of most revenue lines, and money before and after by customer in it."""
    days = [each.isoformat() for each in (windows.before, windows.begins, windows.ends, windows.until)]
    rows = reader.execute(MONEY, [days[1], days[2], *days])
    lines: dict[str, int] = defaultdict(int)
    for _, currency, count, *_ in rows:
        lines[currency] += int(count)
    main = max(sorted(lines), key=lambda each: lines[each], default="")
    return main, {str(key): (int(b), int(a)) for key, currency, _, b, a in rows if currency == main}


def scores_within(windows: Windows) -> dict[str, Heard]:
    """Return the scores of a window by customer."""
    found: dict[str, Heard] = defaultdict(Heard)
    for account, day, low, high, n, total in reader.execute(
        SCORES, [windows.begins.isoformat(), windows.ends.isoformat()]
    ):
        placed = (int(total) - 100 * int(low) * int(n)) / (int(high) - int(low))
        found[str(account)].days.append((str(day), int(n), placed))
    return found
