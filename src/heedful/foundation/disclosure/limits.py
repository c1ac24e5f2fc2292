"""The minimum number of answers, the word for what is hidden, and windows of time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

MINIMUM_FIGURES = 5
MINIMUM_COMMENTS = 10

SENTENCE = "Hidden: too few answers to show this without pointing at people."
"""The same sentence for every reason, so that directly and complementarily hidden cells look alike."""


def minimum(floor: int, configured: int | None) -> int:
    """Return the minimum in force: an administrator may raise it, never lower it.

    >>> minimum(MINIMUM_FIGURES, 8), minimum(MINIMUM_FIGURES, 3)
    (8, 5)
    """
    return max(floor, configured or 0)


def small(n: int, least: int) -> bool:
    """Tell whether a group is there but too small; nobody at all points at nobody.

    >>> [small(n, 5) for n in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return 0 < n < least


def safe_window(by_month: Mapping[str, int], since: str, until: str, least: int) -> bool:
    """Tell whether the window [since, until) of months may be shown beside every other window of the same group.

    Two windows that differ by a month with three answers reveal those three, so a window may begin and end only at the
    group's `borders`.

    >>> months = {"2025-12": 9, "2026-01": 3, "2026-02": 3, "2026-03": 3, "2026-04": 6}
    >>> safe_window(months, "2026-01", "2026-04", 5), safe_window(months, "2026-01", "2026-02", 5)
    (True, False)
    """
    if not by_month:
        return True
    allowed = borders(by_month, least)
    first_rows = (min((month for month in by_month if month >= border), default=None) for border in (since, until))
    return all(month is None or month in allowed for month in first_rows)


def borders(by_month: Mapping[str, int], least: int) -> list[str]:
    """Return the months at which a window of this group may begin or end.

    Between any two of them lie no answers or at least `least`: whatever windows a viewer subtracts, what is left is
    never a small group. Borders of years are placed before those of quarters, and these before months, so that a group
    with few answers a month can still be shown for the quarter.
    """
    months = sorted(by_month)
    allowed = [months[0], _after(months[-1])]
    for level in ("01", "04 07 10", "02 03 05 06 08 09 11 12"):
        for month in months[1:]:
            if month[5:] in level.split():
                place = bisect_left(allowed, month)
                before = sum(by_month[each] for each in months if allowed[place - 1] <= each < month)
                after = sum(by_month[each] for each in months if month <= each < allowed[place])
                if not small(before, least) and not small(after, least):
                    insort(allowed, month)
    return allowed


def _after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
