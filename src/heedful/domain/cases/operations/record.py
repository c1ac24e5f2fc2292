"""How every write of this area goes: load in scope, win the race, append the event, audit, mark, read the clocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import CaseKind, CaseState, EventType, Verb
from heedful.domain.cases.models import Case, Episode, Event
from heedful.domain.cases.operations import clocks
from heedful.domain.cases.operations.quarantine import quarantine
from heedful.domain.cases.queries.queue import workable
from heedful.domain.cases.rules.states import next_state
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound
from heedful.warehouse import dirty

SEEN_BY_CLOCKS = frozenset({EventType.OPENED, EventType.REPLIED, EventType.RETARGETED})


def load(case_id: UUID, by: Actor) -> Case:
    """Return a case the actor works on. A customer comes by the status link, which has found the case already."""
    found = Case.objects.all() if by.kind is ActorKind.CUSTOMER else workable(by)
    case = found.select_related("contact", "owner", "unit").filter(id=case_id).first()
    if case is None:
        raise NotFound("no case has this id", field="case", value=case_id)
    return case


def current_episode(case: Case) -> Episode:
    """Return the newest episode."""
    return case.episodes.order_by("-n")[0]


@transaction.atomic
def append(
    *,
    case: Case,
    episode: Episode,
    what: EventType | Verb,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> Event:
    """Append an event and change the case with it; raise Conflict when somebody else was first."""
    fields = dict(changes or {})
    if not Case.objects.filter(id=case.id, version=case.version).update(version=case.version + 1, **fields):
        raise Conflict(
            f"{case.reference} was changed by somebody else", field="version", fix="look at it again, then decide"
        )
    case.version += 1
    for name, value in fields.items():
        setattr(case, name, value)
    event = Event.objects.create(
        case=case,
        episode=episode,
        seq=case.version,
        type=what,
        state=case.state,
        at=happened_at or at,
        recorded_at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
        data=dict(data or {}),
    )
    audit.record(
        by=by,
        at=at,
        action=f"case.{what}",
        entity="case",
        entity_id=case.id,
        data={"event": event.id, "state": case.state},
    )
    dirty.mark("cases", [case.id])
    if "closed_at" in fields:
        quarantine(case, by=by, at=at)
    if "state" in fields or what in SEEN_BY_CLOCKS:
        clocks.refresh(case=case, episode=episode, at=at)
    return event


def move(
    *,
    case: Case,
    episode: Episode,
    verb: Verb,
    by: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append the event of a move through the table of states."""
    state = next_state(CaseKind(case.kind), CaseState(case.state), verb)
    return append(
        case=case, episode=episode, what=verb, by=by, at=at, changes={"state": state, **(changes or {})}, data=data
    )
