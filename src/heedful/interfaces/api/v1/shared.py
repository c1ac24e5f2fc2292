"""What every file of the API uses: the request with its actor, bodies that hold no surprises, pages of results."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from heedful.foundation.access import Actor

MAX_LIMIT = 200
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2080, 12, 31, tzinfo=UTC)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _within_reach(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("give a time between 1970 and 2080")
    return moment


def _day_within_reach(day: date) -> date:
    if not EARLIEST.date() <= day <= LATEST.date():
        raise ValueError("give a day between 1970 and 2080")
    return day


Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Day = Annotated[date, AfterValidator(_day_within_reach)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Short = Annotated[str, StringConstraints(max_length=32)]
Name = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[str, StringConstraints(max_length=30_000)]
Address = Annotated[str, StringConstraints(max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Minor = Annotated[int, Field(ge=-(10**15), le=10**15)]


def _unseen(value: Any) -> bool:
    """Say whether a text, or one within a list or an object, holds what no database could store."""
    if isinstance(value, str):
        return _UNSEEN.search(value) is not None
    if isinstance(value, dict):
        return any(_unseen(name) or _unseen(each) for name, each in value.items())
    return isinstance(value, list) and any(map(_unseen, value))


class Body(Schema):
    """A body whose texts hold no control characters and no half characters: neither database could store them."""

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        raw = getattr(given, "_obj", given)
        if isinstance(raw, dict):
            for name, value in raw.items():
                if _unseen(name) or _unseen(value):
                    raise ValueError(f"{_UNSEEN.sub('?', name)} holds invisible characters: remove them")
        return given


class Asked(HttpRequest):
    """A request whose caller is known."""

    actor: Actor


class Listed(Schema):
    """A page of results; `next` is the cursor of the page after it, empty at the end."""

    items: list[dict[str, Any]]
    total: int
    next: str = ""
