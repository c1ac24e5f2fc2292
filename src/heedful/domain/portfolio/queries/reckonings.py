"""Reads of closes and of today's reckoning."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from heedful.analytics.value.portfolio import Held, State
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.foundation.errors import NotFound
from heedful.warehouse import reader


def closes() -> QuerySet[Reckoning]:
    """Return the closes, newest first."""
    return Reckoning.objects.filter(final=True).order_by("-as_of")


def last_close() -> Reckoning | None:
    """Return the newest close."""
    return closes().first()


def latest() -> Reckoning | None:
    """Return the newest reckoning: today's, or the last close while there is none."""
    return Reckoning.objects.order_by("-as_of", "final").first()


def close_before(found: Reckoning) -> Reckoning | None:
    """Return the last close before a reckoning, with which it is compared."""
    return closes().filter(as_of__lt=found.as_of).first()


def reckoning(as_of: date | None) -> Reckoning:
    """Return the close of a day, or the newest reckoning where no day is named."""
    found = latest() if as_of is None else Reckoning.objects.filter(as_of=as_of).order_by("-final").first()
    if found is None:
        raise NotFound(
            "the portfolio was not reckoned for this day",
            field="as_of",
            value=as_of,
            fix="choose a close that is listed, or run `heedful portfolio reckon`",
        )
    return found


def held_at(found: Reckoning | None) -> dict[str, Held]:
    """Return what every account was held at a close."""
    if found is None:
        return {}
    rows = Standing.objects.filter(reckoning=found).values_list("account_id", "state", "clear", "large")
    return {str(key): Held(State(state), clear, large) for key, state, clear, large in rows.iterator(chunk_size=5_000)}


def first_month() -> date | None:
    """Return the first month with revenue in the warehouse."""
    ((found,),) = reader.execute("SELECT MIN(month) FROM revenue")
    return date.fromisoformat(str(found)[:10]).replace(day=1) if found else None
