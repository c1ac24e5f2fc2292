"""Reading what a form or an address gives: what is malformed is refused by its field, never an error of the server.

A form shows the refusal and what was typed. An address is read with a default, so that a malformed part is left out.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping
from datetime import date
from enum import Enum
from typing import TypeVar
from uuid import UUID

from heedful.foundation.errors import Refused

Given = Mapping[str, str]
E = TypeVar("E", bound=Enum)
FIRST_YEAR, LAST_YEAR = 1990, 2100
LAST_PAGE = 10_000


def text_of(given: Given, name: str, longest: int = 200) -> str:
    """Return a text without NUL, which no database keeps, and without space around it."""
    text = str(given.get(name, "")).replace("\0", "").strip()
    if len(text) > longest:
        raise Refused(f"this has more than {longest} characters", field=name, fix="shorten it")
    return text


def words_of(given: Given, name: str, longest: int = 100) -> str:
    """Return the words of an address, cut where they are too long."""
    return str(given.get(name, "")).replace("\0", "").strip()[:longest]


def uuid_of(given: Given, name: str, among: Container[UUID] | None = None) -> UUID:
    """Return an id, one of `among` where that is given."""
    text = str(given.get(name, ""))
    try:
        found = UUID(text)
    except ValueError:
        raise Refused("choose one", field=name, value=text, fix="choose from the list") from None
    if among is not None and found not in among:
        raise Refused("not one of the choices", field=name, value=text, fix="choose from the list")
    return found


def uuid_or_none(given: Given, name: str, among: Container[UUID] | None = None) -> UUID | None:
    """Return an id, or None where nothing was chosen."""
    return uuid_of(given, name, among) if given.get(name) else None


def enum_of(kind: type[E], given: Given, name: str, default: E | None = None) -> E:
    """Return a member of an enumeration by its value; `default` stands for nothing chosen."""
    text = str(given.get(name, ""))
    if not text and default is not None:
        return default
    found = next((each for each in kind if str(each.value) == text), None)
    if found is None:
        raise Refused("not one of the choices", field=name, value=text, fix="choose from the list")
    return found


def date_of(given: Given, name: str, default: date) -> date:
    """Return a day; `default` stands for an empty field."""
    text = str(given.get(name, "")).strip()
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused("no such day", field=name, value=text, fix="write it as 2026-03-31") from None
    return _in_years(found, name, text)


def month_of(given: Given, name: str, default: date | None = None) -> date:
    """Return the first day of a month such as 2026-03; `default` stands for an empty field."""
    text = str(given.get(name, "")).strip()
    if not text and default is not None:
        return default.replace(day=1)
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise Refused("no such month", field=name, value=text, fix="write it as 2026-03") from None
    return _in_years(found, name, text)


def int_of(given: Given, name: str, *, low: int, high: int, default: int | None = None) -> int:
    """Return a whole number in [low, high]; `default` stands for an empty field."""
    text = str(given.get(name, "")).strip()
    if not text and default is not None:
        return default
    if not (text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 20) or not low <= int(text) <= high:
        raise Refused("not a whole number that fits", field=name, value=text, fix=f"write {low} to {high}")
    return int(text)


def number_of(given: Given, name: str, *, low: float, high: float) -> float:
    """Return a finite number in [low, high]."""
    text = str(given.get(name, "")).strip()
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not low <= found <= high:
        raise Refused("not a number that fits", field=name, value=text, fix="write 4 or 1.5")
    return found


def page_of(given: Given) -> int:
    """Return the number of the page that an address asks for; the first one where it is malformed."""
    try:
        return int_of(given, "page", low=1, high=LAST_PAGE, default=1)
    except Refused:
        return 1


def _in_years(found: date, name: str, text: str) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused("this year is not kept", field=name, value=text, fix=f"choose {FIRST_YEAR} to {LAST_YEAR}")
    return found
