"""Writes of directions: a vision, direction, value or objective is stated in versions; an initiative makes it true."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.strategy.enums import DirectionKind, DirectionState
from heedful.domain.strategy.models import Direction, DirectionVersion, Initiative
from heedful.domain.strategy.queries.directions import direction
from heedful.domain.strategy.rules.directions import check_live
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a version says; `why` tells why it was stated or changed."""

    text: str
    why: str
    owner_id: UUID | None = None
    measure: str = ""
    target: str = ""
    due_on: date | None = None


@transaction.atomic
def state(*, code: str, kind: DirectionKind, told: Statement, by: Actor, at: datetime) -> DirectionVersion:
    """Write the next version of a statement as a draft; nothing in force changes."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    for name in ("text", "why"):
        if not getattr(told, name).strip():
            raise Refused("this is empty", field=name, fix="write it in a sentence")
    held, _ = Direction.objects.get_or_create(code=code, defaults={"kind": kind})
    if held.kind != kind:
        raise Refused("a statement keeps its kind", field="kind", value=kind, fix="choose another code")
    version = DirectionVersion.objects.create(
        direction=held,
        n=held.versions.count() + 1,
        stated_by_id=by.id if by.kind is ActorKind.COLLEAGUE else None,
        stated_at=at,
        **asdict(told),
    )
    _audit("direction.stated", version, by, at)
    return version


@transaction.atomic
def go_live(*, code: str, by: Actor, at: datetime) -> DirectionVersion:
    """Put the newest draft of a statement in force and retire the version before it."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    held = direction(code)
    version = held.versions.filter(state=DirectionState.DRAFT).first()
    if version is None:
        raise NotFound("there is no draft of this statement", field="code", value=code, fix="write one")
    check_live(
        DirectionKind(held.kind),
        owned=version.owner_id is not None,
        measure=version.measure,
        target=version.target,
        due_on=version.due_on,
    )
    _retire(held, at)
    version.state, version.live_from = DirectionState.LIVE, at
    version.save(update_fields=["state", "live_from"])
    _audit("direction.live", version, by, at)
    return version


@transaction.atomic
def retire(*, code: str, by: Actor, at: datetime) -> None:
    """Take a statement out of force."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    version = direction(code).versions.filter(state=DirectionState.LIVE).first()
    if version is None:
        raise NotFound("this statement is not in force", field="code", value=code)
    _retire(version.direction, at)
    _audit("direction.retired", version, by, at)


@transaction.atomic
def add_initiative(
    *,
    code: str,
    name: str,
    owner_id: UUID,
    starts_on: date,
    ends_on: date | None = None,
    budget_minor: int = 0,
    currency: str = "",
    by: Actor,
    at: datetime,
) -> Initiative:
    """Add work that makes a statement true, with its money in minor units."""
    by.require_everywhere(Permission.RECORD_DECISIONS)
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("an initiative ends after it starts", field="ends_on", value=ends_on)
    if budget_minor < 0 or (budget_minor and not currency):
        raise Refused("a budget is an amount with a currency", field="budget", fix="write it as 50000 KES")
    added = Initiative.objects.create(
        direction=direction(code),
        name=name,
        owner_id=owner_id,
        starts_on=starts_on,
        ends_on=ends_on,
        budget_minor=budget_minor,
        currency=currency,
    )
    audit.record(by=by, at=at, action="initiative.added", entity="initiative", entity_id=added.id)
    return added


def _retire(held: Direction, at: datetime) -> None:
    held.versions.filter(state=DirectionState.LIVE).update(state=DirectionState.RETIRED, retired_at=at)


def _audit(action: str, version: DirectionVersion, by: Actor, at: datetime) -> None:
    data = {"version": version.n}
    audit.record(by=by, at=at, action=action, entity="direction", entity_id=version.direction_id, data=data)
