"""What the board is asked, what it resolves, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from heedful.domain.measurement.enums import ResolutionState, ResolutionVerb
from heedful.domain.measurement.models import Period, Resolution
from heedful.domain.measurement.queries import definition_for, is_open, packs, period
from heedful.domain.measurement.queries.resolutions import resolution
from heedful.domain.measurement.rules import RESOLUTIONS
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Refused

LONGEST = 2_000


class Ended(Refused):
    """The resolution is not in a state that allows this."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the board resolved. `metric` names the definition whose closed figures will show whether it moved anything.

    `period_id` is the closed period whose pack lay before the board; None means the newest that was locked by then.
    """

    text: str
    owner_id: UUID
    due_on: date
    taken_on: date | None = None
    metric: str = ""
    decision_id: UUID | None = None
    period_id: UUID | None = None


@transaction.atomic
def ask(*, question: str, period_id: UUID | None = None, by: Actor, at: datetime) -> Resolution:
    """Put a question to the board; it stands in the next pack, or in that of an open period if one is named."""
    by.require_everywhere(Permission.KEEP_RESOLUTIONS)
    question = _text(question, "question", "say what the board is asked to decide, and between which choices")
    found = period(period_id) if period_id else None
    if found is not None and not is_open(found):
        raise Refused("this pack is closed", field="period", fix="ask in the next one: leave the period empty")
    made = Resolution.objects.create(
        number=_next(), state=ResolutionState.ASKED, question=question, asked_in=found, asked_at=at
    )
    _audit("asked", made, by, at, {"question": question})
    return made


@transaction.atomic
def decide(*, number: int | None, decided: Decided, by: Actor, at: datetime) -> Resolution:
    """Record what the board resolved: the answer to a question of that number, or unasked with None."""
    by.require_everywhere(Permission.KEEP_RESOLUTIONS)
    today = day_of(at)
    taken_on = decided.taken_on or today
    text = _text(decided.text, "text", "write what was resolved, so that its owner knows when it is done")
    if taken_on > today:
        raise Refused("the board cannot have met in the future", field="taken_on", value=taken_on, fix="name the day")
    if decided.due_on < taken_on:
        raise Refused("it is due before it was taken", field="due_on", value=decided.due_on, fix="choose a later day")
    if decided.metric:
        definition_for(decided.metric)
    if decided.owner_id not in dict(organisation.colleague_choices(None, today)):
        raise Refused("nobody of this id works here", field="owner", value=decided.owner_id, fix="name one person")
    values = {
        "state": ResolutionState.TAKEN,
        "text": text,
        "owner_id": decided.owner_id,
        "due_on": decided.due_on,
        "first_due_on": decided.due_on,
        "taken_on": taken_on,
        "taken_in": _before_the_board(decided.period_id, taken_on),
        "metric": decided.metric,
        "decision_id": strategy.found(by, decided.decision_id).id if decided.decision_id else None,
    }
    if number is None:
        made = Resolution.objects.create(number=_next(), **values)
    else:
        made = _move(number, ResolutionVerb.DECIDE, values)
    _audit("taken", made, by, at, {"text": text, "owner": str(decided.owner_id), "due_on": str(decided.due_on)})
    return made


@transaction.atomic
def postpone(*, number: int, due_on: date, because: str, by: Actor, at: datetime) -> Resolution:
    """Give a resolution a later day; the first one stays on record."""
    by.require_everywhere(Permission.KEEP_RESOLUTIONS)
    because = _text(because, "because", "say why it takes longer")
    if (before := resolution(number).due_on) is not None and due_on <= before:
        raise Refused("this is not later", field="due_on", value=due_on, fix=f"choose a day after {before}")
    made = _move(number, ResolutionVerb.POSTPONE, {"due_on": due_on, "postponed_because": because})
    _audit("postponed", made, by, at, {"due_on": str(due_on), "because": because})
    return made


@transaction.atomic
def finish(*, number: int, outcome: str, by: Actor, at: datetime) -> Resolution:
    """Record that a resolution was carried out."""
    return _end(number, ResolutionVerb.FINISH, outcome, by, at)


@transaction.atomic
def drop(*, number: int, outcome: str, by: Actor, at: datetime) -> Resolution:
    """Record that the board said no, or that it gave a resolution up, and why."""
    return _end(number, ResolutionVerb.DROP, outcome, by, at)


def _end(number: int, verb: ResolutionVerb, outcome: str, by: Actor, at: datetime) -> Resolution:
    by.require_everywhere(Permission.KEEP_RESOLUTIONS)
    outcome = _text(outcome, "outcome", "say what was done, or why it was given up")
    state = RESOLUTIONS[ResolutionState(resolution(number).state)].get(verb)
    made = _move(number, verb, {"state": state, "outcome": outcome, "ended_at": at})
    _audit(made.state, made, by, at, {"outcome": outcome})
    return made


def _move(number: int, verb: ResolutionVerb, values: Mapping[str, object]) -> Resolution:
    """Change the row in one conditional update: of two who try at once, one succeeds."""
    found = resolution(number)
    if verb not in RESOLUTIONS[ResolutionState(found.state)]:
        raise Ended(f"one cannot {verb} what is {found.state}", field="number", value=number, fix="ask the board again")
    if not Resolution.objects.filter(id=found.id, state=found.state, due_on=found.due_on).update(**values):
        raise Conflict("somebody else changed this resolution just now", fix="look again, then decide")
    return resolution(number)


def _before_the_board(period_id: UUID | None, taken_on: date) -> Period | None:
    """Return the period whose pack lay before the board on that day: the newest that was locked by then."""
    if period_id is None:
        return next((each for each in packs() if each.locked_at and day_of(each.locked_at) <= taken_on), None)
    found = period(period_id)
    if is_open(found):
        raise Refused("this period has no pack yet", field="period", value=period_id, fix="name a closed one")
    return found


def _next() -> int:
    return 1 + (Resolution.objects.aggregate(last=Max("number"))["last"] or 0)


def _text(given: str, field: str, fix: str) -> str:
    text = given.strip()
    if not text:
        raise Refused("this is empty", field=field, fix=fix)
    if len(text) > LONGEST:
        raise Refused(f"this has more than {LONGEST} characters", field=field, fix="shorten it")
    return text


def _audit(verb: str, made: Resolution, by: Actor, at: datetime, data: dict[str, str]) -> None:
    told = {"number": made.number, **data}
    audit.record(by=by, at=at, action=f"resolution.{verb}", entity="resolution", entity_id=made.id, data=told)
