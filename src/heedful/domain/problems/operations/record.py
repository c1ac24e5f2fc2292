"""How every write of this area goes: load in scope, win the race, append the event, audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.problems.enums import Note, ProblemState, Verb
from heedful.domain.problems.models import Event, Problem
from heedful.domain.problems.queries.listing import workable
from heedful.domain.problems.rules.states import next_state
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound
from heedful.foundation.notify import operations as notify


def load(problem_id: UUID, by: Actor) -> Problem:
    """Return a problem the actor works on."""
    found = workable(by).filter(id=problem_id).first()
    if found is None:
        raise NotFound("no problem has this id", field="problem", value=problem_id)
    return found


@transaction.atomic
def append(
    *,
    problem: Problem,
    what: Note | Verb,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append an event and change the problem with it; raise Conflict when somebody else was first."""
    fields = dict(changes or {})
    mine = Problem.objects.filter(id=problem.id, version=problem.version)
    if not mine.update(version=problem.version + 1, **fields):
        raise Conflict(
            f"{problem.reference} was changed by somebody else", field="version", fix="look at it again, then decide"
        )
    problem.version += 1
    for name, value in fields.items():
        setattr(problem, name, value)
    event = Event.objects.create(
        problem=problem,
        seq=problem.version,
        type=what,
        state=problem.state,
        at=at,
        actor_id=by.id,
        actor_name=by.name,
        data=dict(data or {}),
    )
    audit.record(
        by=by,
        at=at,
        action=f"problem.{what}",
        entity="problem",
        entity_id=problem.id,
        data={"event": event.id, "state": problem.state},
    )
    return event


def move(
    *,
    problem: Problem,
    verb: Verb,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append the event of a move through the table of states."""
    state = next_state(ProblemState(problem.state), verb)
    return append(problem=problem, what=verb, by=by, at=at, changes={"state": state, **(changes or {})}, data=data)


def tell_owner(problem: Problem, subject: str, *, at: datetime, key: str) -> None:
    """Tell the owner of a problem, if it has one."""
    if problem.owner_id is not None:
        url = f"/manage/problems/{problem.id}/"
        notify.tell(person_id=problem.owner_id, subject=subject, text=problem.statement, url=url, at=at, key=key)
