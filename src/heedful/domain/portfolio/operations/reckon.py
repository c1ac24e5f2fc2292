"""Judge the book: at the close of every month for good, and for today until tomorrow."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.portfolio.enums import Source
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.domain.portfolio.queries.book import judged_book
from heedful.domain.portfolio.queries.reckonings import first_month, last_close
from heedful.domain.portfolio.queries.thresholds import in_force
from heedful.domain.portfolio.rules.judging import Book, Judged
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import add_months, day_of
from heedful.foundation.errors import Refused
from heedful.foundation.ids import new_id

LONGEST = 36
"""How many closes are made up for at once when an installation brings its history."""


def bring_up_to_date(*, by: Actor, at: datetime) -> int:
    """Make every close that is due and the standing of today; return how many closes were made.

    Enter with a fresh warehouse: a close reads it as it is and is never made again. A month is closed on the sixth day
    of the next, so that its revenue can arrive.
    """
    today, made = day_of(at), 0
    last, first = last_close(), first_month()
    due = add_months(today, 0) if today.day > 5 else add_months(today, -1)
    if first is not None:
        begin = add_months(last.as_of, 1) if last else max(add_months(first, 1), add_months(due, 1 - LONGEST))
        while begin <= due:
            close(as_of=begin, by=by, at=at)
            begin, made = add_months(begin, 1), made + 1
    stand(as_of=today, by=by, at=at)
    return made


@transaction.atomic
def close(*, as_of: date, by: Actor, at: datetime) -> Reckoning:
    """Judge the book at the end of a month, for good. Closes follow one another: none is made before an earlier one."""
    last = last_close()
    if as_of.day != 1 or as_of > day_of(at):
        raise Refused("the portfolio is closed at the end of a month that is over", field="as_of", value=as_of)
    if last is not None and as_of <= last.as_of:
        raise Refused("this close was made; it is never made again", field="as_of", value=as_of)
    return _reckon(as_of, final=True, by=by, at=at)


@transaction.atomic
def stand(*, as_of: date, by: Actor, at: datetime) -> Reckoning:
    """Judge the book as of a day, in place of the last time."""
    Reckoning.objects.filter(final=False).delete()
    return _reckon(as_of, final=False, by=by, at=at)


def _reckon(as_of: date, *, final: bool, by: Actor, at: datetime) -> Reckoning:
    number, rule = in_force()
    evidence, book = judged_book(as_of, rule, before=last_close())
    made = Reckoning.objects.create(
        as_of=as_of,
        final=final,
        thresholds=number,
        currency=evidence.currency,
        book_minor=sum(each.value for each in book.accounts),
        cut_minor=book.cut,
        other_currencies=evidence.other_currencies,
        made_at=at,
    )
    bulk.insert(_rows(made, book))
    if final:
        data = {"as_of": as_of, "accounts": len(book.accounts), "thresholds": number}
        audit.record(by=by, at=at, action="portfolio.closed", entity="reckoning", entity_id=made.id, data=data)
    return made


def _rows(made: Reckoning, book: Book) -> list[Standing]:
    return [_row(made, each) for each in book.accounts]


def _row(made: Reckoning, each: Judged) -> Standing:
    return Standing(
        id=new_id(),
        reckoning=made,
        account_id=UUID(each.id),
        state=each.held.state,
        raw=each.raw,
        value_minor=each.value,
        potential_minor=each.potential if each.source is not Source.UNKNOWN else None,
        source=each.source,
        peers=each.peers,
        score=each.score,
        low=each.low,
        high=each.high,
        n=each.n,
        fallen_chance=each.fallen_chance,
        large=each.held.large,
        clear=each.held.clear,
        promising=each.promising,
    )
