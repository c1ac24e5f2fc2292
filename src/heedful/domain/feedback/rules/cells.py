"""Cells of somebody's file as typed values. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from heedful.domain.feedback.enums import Kind

YES, NO = frozenset({"1", "true", "yes", "y", "ja", "oui", "sim"}), frozenset({"0", "false", "no", "n", "nein", "non"})


class RowRefused(Exception):
    """One cell of a row cannot be taken."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.value = value
        self.reason = reason


def _moment(column: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RowRefused(column, text[:80], "not a time such as 2026-03-17 14:05:00") from error
    if not 1970 <= moment.year <= 2080:
        raise RowRefused(column, text[:80], "the year is not within 1970 and 2080")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _minor(column: str, text: str, _zone: ZoneInfo) -> int:
    return minor_units(column, text)


def minor_units(column: str, text: str) -> int:
    """Return money in hundredths; raise RowRefused when it is no amount or has a smaller part.

    >>> minor_units("amount", "128.45")
    12845
    """
    try:
        hundredths = Decimal(text) * 100
        if hundredths == hundredths.to_integral_value() and abs(hundredths) < 10**15:
            return int(hundredths)
    except InvalidOperation:
        pass
    raise RowRefused(column, text[:80], "not an amount such as 128.45")


def _whole(column: str, text: str, _zone: ZoneInfo) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise RowRefused(column, text[:80], "not a whole number")
    return int(text)


def _truth(column: str, text: str, _zone: ZoneInfo) -> bool:
    if text.casefold() in YES | NO:
        return text.casefold() in YES
    raise RowRefused(column, text[:80], "neither yes nor no")


def _kind(column: str, text: str, _zone: ZoneInfo) -> Kind:
    try:
        return Kind(text.casefold())
    except ValueError as error:
        raise RowRefused(column, text[:80], "not one of " + ", ".join(Kind)) from error


READERS: Mapping[str, Callable[[str, str, ZoneInfo], Any]] = {
    **dict.fromkeys(
        ("started_at", "promised_at", "actual_at", "ended_at", "collected_at", "experienced_at", "month"), _moment
    ),
    "amount": _minor,
    "wait_seconds": _whole,
    "transfers": _whole,
    "first_contact_resolved": _truth,
    "contact_permission": _truth,
    "kind": _kind,
}
