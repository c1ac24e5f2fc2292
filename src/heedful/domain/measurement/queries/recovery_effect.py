"""Recovery as it pays: the score after it and retention beside it, against customers whom nothing happened to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from heedful.analytics.inference.finding import Finding
from heedful.analytics.value.recovery import PARADOX, Customer, Recovery, recovery_effect
from heedful.domain.measurement.queries.scores import day_in, mean_between, scores_between
from heedful.domain.measurement.queries.worth import Windows
from heedful.foundation.access import Actor, Permission
from heedful.warehouse import reader

AFTER = timedelta(days=60)
FAILURES = """
SELECT cases.account_id, cases.id, cases.opened_on, cases.closed_on, cases.second_failure
FROM cases WHERE cases.kind IN ('complaint', 'recovery') AND cases.account_id IS NOT NULL
  AND cases.opened_on >= ? AND cases.opened_on < ?
ORDER BY cases.account_id, cases.opened_on, cases.id
"""
MONEY = """
SELECT revenue.account_id, accounts.segment,
  SUM(CASE WHEN revenue.month < ? THEN revenue.amount_minor ELSE 0 END),
  SUM(CASE WHEN revenue.month >= ? THEN revenue.amount_minor ELSE 0 END)
FROM revenue JOIN (
  SELECT account_id AS id, MIN(COALESCE(segment, '')) AS segment FROM answers GROUP BY account_id
) accounts ON accounts.id = revenue.account_id
WHERE (revenue.month >= ? AND revenue.month < ?) OR (revenue.month >= ? AND revenue.month < ?)
GROUP BY revenue.account_id, accounts.segment ORDER BY revenue.account_id
"""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The result with its windows, the cases of the failures behind it, and how many of them were second failures."""

    effect: Recovery
    windows: Windows
    rows: list[str]
    second: int

    @property
    def sentences(self) -> tuple[str, str]:
        """Say both parts; where one cannot be told neither is, and the reason stands in both."""
        if not self.effect.shown:
            known = min(self.effect.delta.n_used, self.effect.retention.n_used)
            silent = (
                f"Nothing can be said of score or retention: {known} customers are known in both and have others like "
                "them; it takes 10."
            )
            return silent, silent
        score = _said(self.effect.delta, 1.0, "points", "the score after a recovery")
        stayed = _said(self.effect.retention, 100.0, "percentage points", "buying again after a recovery")
        return score, stayed

    @property
    def warning(self) -> str:
        """What has to stand beside the score."""
        return PARADOX

    def record(self) -> dict[str, object]:
        """Return it as plain values; parts are null together."""
        effect, shown = self.effect, self.effect.shown
        score, stayed = self.sentences
        return {
            "score": _plain(effect.delta) | {"wording": score} if shown else None,
            "retention": _plain(effect.retention) | {"wording": stayed} if shown else None,
            "wording": [score, stayed] if shown else [score],
            "paradox": effect.paradox,
            "warning": self.warning,
            "failed": effect.failed,
            "heard": effect.heard,
            "recovered": effect.recovered,
            "second_failures": self.second,
            "since": self.windows.begins,
            "until": self.windows.until,
            "cases": self.rows,
        }


def recovery(*, actor: Actor, until: date, months: int = 6) -> Recovered:
    """Return how customers with a failure in the middle window went on, beside matched ones without; company-wide.

    Before: the mean score of the first window. After: that of the 60 days after closing, or of the middle window for
    those without a failure. Stayed: brought money in the last window, of those who did in the first. A customer with
    several failures counts once, with the last.
    """
    actor.require_everywhere(Permission.SEE_REVENUE)
    windows = Windows.ending(until, months)
    failures: dict[str, tuple[str, date, date | None, bool]] = {}
    for account, case, opened, closed, second in reader.execute(FAILURES, _days(windows.begins, windows.ends)):
        failures[str(account)] = (str(case), day_in(opened), day_in(closed) if closed else None, bool(second))
    scores = scores_between(windows.before, windows.ends + 2 * AFTER)
    span = _days(windows.begins, windows.ends, windows.before, windows.begins, windows.ends, windows.until)
    failed, untroubled, rows, seconds = [], [], [], 0
    for account, segment, first, last in reader.execute(MONEY, span):
        heard = scores.get(str(account), [])
        before = mean_between(heard, windows.before, windows.begins)
        if before is None or int(first) <= 0:
            continue
        stayed = int(last) > 0
        if str(account) not in failures:
            after = mean_between(heard, windows.begins, windows.ends)
            untroubled.append(Customer(str(segment), before, after, stayed))
            continue
        case, _, closed, second = failures[str(account)]
        after = mean_between(heard, closed + timedelta(days=1), closed + AFTER) if closed else None
        failed.append(Customer(str(segment), before, after, stayed))
        rows.append(case)
        seconds += second
    return Recovered(recovery_effect(failed, untroubled), windows, rows, seconds)


def _said(finding: Finding, scale: float, unit: str, what: str) -> str:
    low, high = scale * (finding.low or 0.0), scale * (finding.high or 0.0)
    numbers = f"{scale * finding.estimate:+.1f} {unit} (95 % interval {low:+.1f} to {high:+.1f}, n {finding.n_used})"
    if not finding.shown:
        return f"No difference of {what} to customers without a failure is shown: {numbers}."
    return f"{what.capitalize()}, other things equal, differs from customers without a failure by {numbers}."


def _plain(finding: Finding) -> dict[str, object]:
    names = ("estimate", "low", "high", "level", "n_used", "n_dropped", "method", "warnings")
    return {name: getattr(finding, name) for name in names} | {"grade": finding.grade.value}


def _days(*days: date) -> list[str]:
    return [each.isoformat() for each in days]
