"""How figures read: the same words in pages, documents and files."""

from __future__ import annotations

from datetime import date

from heedful.analytics.scores.figure import Change, Figure
from heedful.domain.measurement.rules import add_months
from heedful.rendering.numbers import FIXED, change, number, quantity

NO_DATA = "no data"


def value_text(figure: Figure) -> str:
    """Write the estimate with its unit; the sentence of a hidden one; "no data" for none."""
    if figure.hidden:
        return figure.hidden
    if figure.estimate is None:
        return NO_DATA
    return quantity(figure.estimate, figure.definition.unit, figure.definition.decimals)


def interval_text(figure: Figure) -> str:
    """Write the interval, or why there is none."""
    if figure.estimate is None:
        return ""
    if figure.census:
        return "census"
    if figure.low is None or figure.high is None:
        return "too few answers for an interval"
    decimals = figure.definition.decimals
    low = number(figure.low, decimals)
    return f"{low}{FIXED}to{FIXED}{quantity(figure.high, figure.definition.unit, decimals)}"


def note_text(figure: Figure) -> str:
    """Write interval and n, which stand beside every number."""
    if figure.estimate is None:
        return ""
    count = f"n{FIXED}{number(figure.n or 0)}"
    if figure.census:
        return f"census, {count}"
    if figure.low is None:
        return f"{interval_text(figure)}, {count}"
    return f"{100 * figure.level:.0f}{FIXED}% interval {interval_text(figure)}, {count}"


def change_text(moved: Change) -> str:
    """Write a change: a signed number, and the word only where the change is certain and large enough."""
    if moved.delta is None:
        return ""
    text = change(moved.delta, moved.now.definition.decimals)
    if moved.word:
        return f"{text}, {moved.word}"
    return f"{text}, no certain change" if moved.q is not None else text


def last_month_name(until: str) -> str:
    """Write the last month of a window that ends before `until`."""
    return month_name(f"{add_months(date.fromisoformat(until + '-01'), -1):%Y-%m}") if until else ""


def month_name(month: str) -> str:
    """Write a month such as 2026-03 as people do."""
    return f"{date.fromisoformat(month + '-01'):%b %Y}" if month and month[:4] != "0000" else "undated"
