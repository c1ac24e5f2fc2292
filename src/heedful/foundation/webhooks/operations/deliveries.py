"""From a sealed audit row to a reply: publish, deliver, replay, forget."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from heedful import __version__
from heedful.foundation import outbound
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.audit import queries as trail
from heedful.foundation.ids import new_id
from heedful.foundation.jobs import operations as jobs
from heedful.foundation.webhooks import queries
from heedful.foundation.webhooks.kinds import KIND_OF, READ_AT, EventKind
from heedful.foundation.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, Mark
from heedful.foundation.webhooks.operations.endpoints import switch
from heedful.foundation.webhooks.schedule import Meaning, meaning, wait_after
from heedful.foundation.webhooks.signing import headers

KEPT = timedelta(days=30)
REPLY_KEPT = 1_000
PORTION = 2_000


@transaction.atomic
def publish(*, at: datetime) -> int:
    """Turn the next portion of sealed audit rows into deliveries; return how many rows were passed.

    The seal's sequence has no gaps and grows in the order of commits, so that a mark on it misses no row and tells
    none twice. An installation begins with what happens from now on.
    """
    last = trail.last_seal()
    end = last.sequence if last else 0
    mark, created = Mark.objects.get_or_create(id=1, defaults={"sequence": end})
    upto = min(end, mark.sequence + PORTION)
    if created or upto <= mark.sequence:
        return 0
    if not Mark.objects.filter(id=1, sequence=mark.sequence).update(sequence=upto):
        return 0  # another worker is telling them
    told = list(Endpoint.objects.filter(active=True))
    for seal in trail.sealed(after=mark.sequence, upto=upto, actions=KIND_OF) if told else ():
        row = seal.row
        kind = KIND_OF[row.action]
        where = settings.HEEDFUL_BASE_URL + READ_AT[row.entity].format(id=row.entity_id)
        body = _body(kind, row.at, {"id": row.entity_id, "url": where})
        listening = [each for each in told if kind in each.kinds and row.at >= each.created_at]
        _send(listening, event=f"evt_{seal.hash[:32]}", kind=kind, body=body, at=at)
    return upto - mark.sequence


@transaction.atomic
def try_out(*, endpoint_id: UUID, by: Actor, at: datetime) -> None:
    """Send a test event to an endpoint, which must be on."""
    by.require_everywhere(Permission.ADMINISTER)
    found = queries.endpoint(endpoint_id, by)
    body = _body(EventKind.TEST, at, {"id": str(found.id), "url": settings.HEEDFUL_BASE_URL})
    _send([found], event=f"evt_{new_id().hex}", kind=EventKind.TEST, body=body, at=at)
    audit.record(by=by, at=at, action="webhook.tested", entity="endpoint", entity_id=found.id)


def deliver(*, delivery_id: UUID, tries: int, at: datetime) -> None:
    """Try a delivery that has had so many tries, keep the reply, and ask for the next try where there is one.

    The call is made outside any transaction. A process that dies after it calls again, with the same webhook-id.
    """
    held = Delivery.objects.filter(id=delivery_id, state=DeliveryState.WAITING, tries=tries)
    row = held.select_related("endpoint").first()
    if row is None:
        return
    attempt = _call(row, at) if row.endpoint.active else Attempt(delivery=row, at=at, error="the endpoint is off")
    came_to = meaning(attempt.status)
    wait = wait_after(tries + 1) if row.endpoint.active and came_to is Meaning.FAILED else None
    with transaction.atomic():
        state = DeliveryState.DELIVERED if came_to is Meaning.TAKEN else DeliveryState.PARKED
        changes = {"state": state, "finished_at": at, "next_at": None} if wait is None else {"next_at": at + wait}
        if not held.update(tries=tries + 1, **changes):
            return
        attempt.save()
        if wait is not None:
            _ask(row, tries=tries + 1, at=at, run_at=at + wait)
        if came_to is Meaning.GONE:
            switch(endpoint_id=row.endpoint_id, on=False, why="it answered 410: gone", by=SYSTEM, at=at)


@transaction.atomic
def replay(*, endpoint_id: UUID, by: Actor, at: datetime, delivery_id: UUID | None = None) -> int:
    """Send again what an endpoint did not take, or one delivery whatever became of it; return how many."""
    by.require_everywhere(Permission.ADMINISTER)
    ended = Delivery.objects.filter(endpoint=queries.endpoint(endpoint_id, by)).exclude(state=DeliveryState.WAITING)
    found = ended.filter(id=delivery_id) if delivery_id else ended.filter(state=DeliveryState.PARKED)
    rows = list(found.order_by("created_at", "id"))
    for row in rows:
        Delivery.objects.filter(id=row.id).update(state=DeliveryState.WAITING, tries=0, next_at=at, finished_at=None)
        _ask(row, tries=0, at=at, run_at=at)
    if rows:
        data = {"deliveries": len(rows)}
        audit.record(by=by, at=at, action="webhook.replayed", entity="endpoint", entity_id=endpoint_id, data=data)
    return len(rows)


def forget(*, at: datetime) -> int:
    """Drop what ended more than 30 days ago, replies included; return how many deliveries."""
    old = Delivery.objects.filter(finished_at__lt=at - KEPT)
    return int(old.delete()[1].get("webhooks.Delivery", 0))


def _body(kind: EventKind, at: datetime, data: dict[str, str]) -> str:
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data})


def _send(listening: Iterable[Endpoint], *, event: str, kind: EventKind, body: str, at: datetime) -> None:
    for each in listening:
        row = Delivery.objects.create(endpoint=each, event=event, kind=kind, body=body, next_at=at, created_at=at)
        _ask(row, tries=0, at=at, run_at=at)


def _ask(row: Delivery, *, tries: int, at: datetime, run_at: datetime) -> None:
    jobs.enqueue(kind="webhook.deliver", payload={"delivery": str(row.id), "tries": tries}, at=at, run_at=run_at)


def _call(row: Delivery, at: datetime) -> Attempt:
    body = row.body.encode()
    secrets = [queries.secret_of(key) for key in queries.keys(row.endpoint_id, at)]
    sent = headers(message=row.event, at=at, body=body, secrets=secrets)
    sent |= {"Content-Type": "application/json", "User-Agent": f"Heedful/{__version__}"}
    try:
        reply = outbound.post(row.endpoint.url, body, sent)
    except outbound.Unreachable as error:
        return Attempt(delivery=row, at=at, error=str(error))
    return Attempt(delivery=row, at=at, status=reply.status, reply=reply.text[:REPLY_KEPT].replace("\0", ""))
