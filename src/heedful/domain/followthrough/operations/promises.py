"""Making and settling promises."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.followthrough.enums import PromiseState, PromiseVerb, Source, Whom
from heedful.domain.followthrough.models import Promise
from heedful.domain.followthrough.queries.promises import promise, settleable
from heedful.domain.followthrough.rules.promises import check_promise, settled
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Denied, Refused
from heedful.foundation.notify import operations as notify


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPromise:
    """A promise as it is being made; `source_id` names the case, period or campaign in which it was said."""

    text: str
    whom: Whom
    unit_id: UUID
    owner_id: UUID | None
    due_on: date
    account_id: UUID | None = None
    source: Source = Source.BY_HAND
    source_id: UUID | None = None
    source_name: str = ""


@transaction.atomic
def make_promise(*, told: NewPromise, by: Actor, at: datetime) -> Promise:
    """Write a promise down; its owner hears of it. Raise Refused without words, owner or a day to come."""
    by.require(Permission.MAKE_PROMISES, told.unit_id)
    check_promise(text=told.text, due_on=told.due_on, today=day_of(at))
    owner = organisation.person(told.owner_id) if told.owner_id else None
    if owner is None:
        raise Refused("nobody keeps this promise", field="owner", fix="name the colleague who promised it")
    made = Promise.objects.create(
        text=told.text.strip()[:500],
        whom=told.whom,
        account_id=told.account_id,
        unit_id=told.unit_id,
        owner=owner,
        source=told.source,
        source_id=told.source_id,
        source_name=told.source_name[:200],
        due_on=told.due_on,
        made_at=at,
        made_by=by.name,
    )
    data = {"due": told.due_on.isoformat(), "owner": owner.id, "source": told.source, "from": told.source_id}
    audit.record(by=by, at=at, action="promise.made", entity="promise", entity_id=made.id, data=data)
    if owner.id != by.id:
        notify.tell(
            person_id=owner.id,
            subject=f"You keep a promise until {told.due_on:%-d %B}",
            text=made.text,
            url=f"/manage/promises/{made.id}/",
            at=at,
            key=f"promise:{made.id}",
        )
    return made


@transaction.atomic
def settle_promise(*, promise_id: UUID, verb: PromiseVerb, words: str, by: Actor, at: datetime) -> Promise:
    """Say what became of a promise. It is kept up to its day, kept late after it; a settled one stays as it is."""
    found = promise(by, promise_id)
    if found.state == PromiseState.OPEN and not settleable(by, found):
        raise Denied("this is somebody else's promise", field="promise", fix=f"ask {found.owner.name}")
    today = day_of(at)
    state = settled(PromiseState(found.state), verb, words=words, on=today, due_on=found.due_on)
    told = {"state": state, "words": words.strip(), "settled_on": today, "settled_by": by.name}
    if not Promise.objects.filter(id=found.id, state=PromiseState.OPEN).update(**told):
        raise Conflict("somebody else settled this promise", field="state", fix="look at it again")
    audit.record(
        by=by, at=at, action=f"promise.{state}", entity="promise", entity_id=found.id, data={"due": str(found.due_on)}
    )
    found.refresh_from_db()
    return found
