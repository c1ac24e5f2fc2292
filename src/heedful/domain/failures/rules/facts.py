"""What a trace looks at, with the time of everything, and the same as it was at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

GRACE = timedelta(hours=24)
"""So long an approved decision may stay unannounced."""
NOTICE = timedelta(hours=72)
"""So long before its effect colleagues should know."""
REMINDERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that touches customers."""

    title: str
    approved_at: datetime
    effective_at: datetime | None = None
    embargoed_at: datetime | None = None
    embargo_until: datetime | None = None
    embargo_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person on the way. None: it has not happened."""

    key: str
    name: str
    due_at: datetime
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    briefed_at: datetime | None = None
    tried_at: datetime | None = None
    first_passed: bool | None = None
    reminded_at: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What went out. `conditions` maps a fact of the text to the conditions that the text leaves out."""

    title: str
    released_at: datetime
    effective_at: datetime | None = None
    fields: Mapping[str, str]
    conditions: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the colleague asked about it."""

    text: str
    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the customer was told of one fact, and what it was then. `stale`: it was the value before."""

    fact: str
    at: datetime
    said: str
    was: str | None
    stale: bool = False
    conditions: Sequence[str] = ()
    told: Sequence[str] = ()
    as_in_force: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """What the colleague had to read in five working days, and (late, people) of the most loaded quarter and others."""

    items: int
    minutes: float
    over: bool
    in_heavy: bool
    heavy: tuple[int, int]
    others: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything about one complaint. `path` leads from the top to whoever served the customer, who is last."""

    decided: Decided | None
    told: Told | None = None
    left_out: str = ""
    served: bool = True
    path: Sequence[Place] = ()
    asked: Sequence[Asked] = ()
    said: Sequence[Said] = ()
    pressure: Pressure | None = None


def as_of(facts: Facts, at: datetime) -> Facts:
    """Return only what had happened at or before `at` (invariant M13): later events are as if they never were."""
    decided, told = facts.decided, facts.told
    if decided is not None and decided.approved_at > at:
        decided = None
    if decided is not None and not _by(decided.embargoed_at, at):
        decided = replace(decided, embargoed_at=None, embargo_until=None, embargo_because="")
    if told is not None and told.released_at > at:
        told = None
    return replace(
        facts,
        decided=decided,
        told=told,
        path=[_place(each, at) for each in facts.path] if told else [],
        asked=[
            replace(each, answered_at=_by(each.answered_at, at)) for each in facts.asked if each.asked_at <= at
        ],
        said=[each for each in facts.said if each.at <= at],
        pressure=facts.pressure if told else None,
    )  # fmt: skip


def _by(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None


def _place(place: Place, at: datetime) -> Place:
    tried = _by(place.tried_at, at)
    return replace(
        place,
        delivered_at=_by(place.delivered_at, at),
        acknowledged_at=_by(place.acknowledged_at, at),
        briefed_at=_by(place.briefed_at, at),
        tried_at=tried,
        first_passed=place.first_passed if tried else None,
        reminded_at=[each for each in place.reminded_at if each <= at],
    )
