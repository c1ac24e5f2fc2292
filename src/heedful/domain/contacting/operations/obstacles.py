"""What keeps us from writing: opt-outs, mail that comes back, complaints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.domain.contacting.enums import ApproachState, BounceKind
from heedful.domain.contacting.models import Approach, Bounce, OptOut, Quarantine
from heedful.domain.contacting.operations import turns
from heedful.domain.contacting.queries.standing import behind_link, key_of
from heedful.domain.contacting.rules.addresses import turn_keys
from heedful.domain.customers import operations as customer_writes
from heedful.domain.customers import queries as customers
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused

CAME_BACK_WITHIN = timedelta(days=7)
"""A bounce belongs to the mails that left so shortly before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A case that quarantines its complainer: by contact where known, by mail address else."""

    case_id: UUID
    reference: str
    contact_id: UUID | None
    address: str
    since: datetime
    closed_at: datetime | None = None


@transaction.atomic
def opt_out(*, contact_id: UUID, by: Actor, at: datetime) -> None:
    """Record that a person wants no more messages, whatever address they have; asked twice, the first day stands."""
    contact = customers.contact(contact_id)
    if contact is None:
        raise NotFound("no contact has this id", field="contact", value=contact_id)
    key = key_of(contact.email)
    turns.take(turn_keys(contact.id, key), at)
    customer_writes.opt_out(contact_id=contact.id, by=by, at=at)
    _keep(key, at)


@transaction.atomic
def opt_out_by_link(*, token: str, by: Actor, at: datetime) -> bool:
    """Keep whoever has this link from every further message; False when the link is not known."""
    way = behind_link(token)
    if way is None:
        return False
    if way.contact_id is not None:
        opt_out(contact_id=way.contact_id, by=by, at=at)
    turns.take([f"a:{way.address_key}"], at)
    _keep(way.address_key, at)
    audit.record(by=by, at=at, action="approach.opted_out", entity="contact", entity_id=way.contact_id or "")
    return True


def _keep(key: str, at: datetime) -> None:
    if key:
        bulk.insert_new(OptOut(address_key=key, at=at))


@transaction.atomic
def bounce(*, address: str, kind: BounceKind, note: str = "", by: Actor, at: datetime) -> int:
    """Record that mail to an address came back; return how many of our last messages it belongs to.

    A hard bounce ends all mail to the address; a contact with a new address is free again.
    """
    key = key_of(address)
    if not key or "@" not in address:
        raise Refused("not a mail address", field="address", value=address, fix="write it as name@example.org")
    turns.take([f"a:{key}"], at)
    made = Bounce.objects.create(address_key=key, kind=kind, note=note.strip()[:200], at=at)
    last = Approach.objects.filter(address_key=key, state=ApproachState.SENT, at__gt=at - CAME_BACK_WITHIN)
    count = last.update(state=ApproachState.BOUNCED)
    audit.record(by=by, at=at, action="approach.bounced", entity="bounce", entity_id=made.id, data={"kind": kind})
    return count


@transaction.atomic
def quarantine(*, complaint: Complaint, by: Actor, at: datetime) -> None:
    """Let nobody ask a complainer anything while the case is open and some days after; the case says when it moves."""
    if not complaint.contact_id and not complaint.address:
        return
    row = _quarantine(complaint)
    keys = turn_keys(row.contact_id, row.address_key) if row.contact_id else (f"a:{row.address_key}",)
    turns.take(keys, at)
    Quarantine.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["cause_id"],
        update_fields=["contact", "address_key", "closed_at"],
    )
    action = "lifted" if row.closed_at else "set"
    audit.record(by=by, at=at, action=f"quarantine.{action}", entity="quarantine", entity_id=row.cause_id)


def load_quarantines(*, complaints: Sequence[Complaint]) -> None:
    """Load the complaints of a history, in the transaction and under the audit row of whoever loads the cases."""
    bulk.insert([_quarantine(each) for each in complaints if each.contact_id or each.address])


def _quarantine(complaint: Complaint) -> Quarantine:
    return Quarantine(
        cause_id=complaint.case_id,
        reference=complaint.reference,
        contact_id=complaint.contact_id,
        address_key=key_of(complaint.address),
        since=complaint.since,
        closed_at=complaint.closed_at,
    )
