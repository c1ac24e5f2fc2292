"""The book put together for judging, and what other thresholds would make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heedful.analytics.value.portfolio import State, Thresholds
from heedful.domain.customers import queries as customers
from heedful.domain.portfolio.models import Potential, Reckoning
from heedful.domain.portfolio.queries.evidence import Evidence, Heard, evidence
from heedful.domain.portfolio.queries.reckonings import close_before, held_at, latest
from heedful.domain.portfolio.queries.thresholds import in_force
from heedful.domain.portfolio.rules.judging import Book, Known, judge


@dataclass(frozen=True, slots=True)
class Shift:
    """An account that other thresholds would move: money in minor units."""

    account_id: str
    name: str
    before: State
    after: State
    value: int


def judged_book(as_of: date, rule: Thresholds, *, before: Reckoning | None) -> tuple[Evidence, Book]:
    """Judge every account of the book on a day by some thresholds, after what it was held at an earlier close."""
    known = evidence(as_of, rule.stale_days)
    stated = dict(
        Potential.objects.filter(replaced_at__isnull=True, currency=known.currency).values_list(
            "account_id", "amount_minor"
        )
    )
    accounts = []
    for each in customers.book_accounts():
        key = str(each.id)
        heard = known.heard.get(key, Heard())
        accounts.append(
            Known(
                id=key,
                segment=each.segment,
                kind=each.kind,
                value=known.money.get(key, 0),
                recent=heard.recent,
                now=heard.now,
                base=heard.base,
                stated=stated.get(each.id),
            )
        )
    return known, judge(accounts, held_at(before), rule)


def preview(rule: Thresholds) -> tuple[list[Shift], Reckoning | None]:
    """Return the accounts that would move, most money first, if these thresholds held for the newest reckoning."""
    found = latest()
    if found is None:
        return [], None
    before = close_before(found)
    now, then = (judged_book(found.as_of, each, before=before)[1] for each in (in_force()[1], rule))
    names = {str(each.id): each.name for each in customers.book_accounts()}
    shifts = [
        Shift(old.id, names[old.id], old.held.state, new.held.state, old.value)
        for old, new in zip(now.accounts, then.accounts, strict=True)
        if old.held.state is not new.held.state
    ]
    return sorted(shifts, key=lambda each: (-each.value, each.name)), found
