"""Scores of customers by day, on 0 to 100, for what is compared before and after."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from heedful.warehouse import reader

Scores = list[tuple[date, int, float]]
SCORES = """
SELECT account_id, collected_on, scale_low, scale_high, COUNT(*), SUM(value) FROM answers
WHERE account_id IS NOT NULL AND status = 'final' AND scale_high > scale_low AND collected_on >= ? AND collected_on < ?
GROUP BY account_id, collected_on, scale_low, scale_high ORDER BY account_id, collected_on, scale_low, scale_high
"""


def scores_between(since: date, until: date) -> dict[str, Scores]:
    """Return by account the days in [since, until) with how many scores they brought, and their sum."""
    found: dict[str, Scores] = defaultdict(list)
    for account, day, low, high, n, total in reader.execute(SCORES, [since.isoformat(), until.isoformat()]):
        points = (int(total) - 100 * int(low) * int(n)) / (int(high) - int(low))
        found[str(account)].append((day_in(day), int(n), points))
    return found


def mean_between(scores: Scores, since: date, until: date) -> float | None:
    """Return the mean score of the days in [since, until); None without any.

    >>> mean_between([(date(2026, 1, 5), 2, 120.0), (date(2026, 2, 5), 1, 10.0)], date(2026, 1, 1), date(2026, 2, 1))
    60.0
    """
    inside = [(n, points) for day, n, points in scores if since <= day < until]
    n = sum(each for each, _ in inside)
    return sum(points for _, points in inside) / n if n else None


def day_in(value: object) -> date:
    """Read a day as any engine gives it."""
    return date.fromisoformat(str(value)[:10])
