"""Planning a message and sending it: both ask the rules, and nothing that asks or tells leaves another way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction

from heedful.domain.contacting.enums import ApproachState as S
from heedful.domain.contacting.enums import Purpose
from heedful.domain.contacting.models import Approach, WayOut
from heedful.domain.contacting.operations import turns
from heedful.domain.contacting.queries.standing import Person, judge, key_of, known
from heedful.domain.contacting.rules.addresses import link_hash, turn_keys
from heedful.domain.contacting.rules.deciding import Earlier, Verdict, Wanted
from heedful.domain.customers import queries as customers
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound
from heedful.foundation.ids import new_id
from heedful.foundation.notify import operations as notify

BATCH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A message that somebody wants to send. `at` is when it is to leave, at the earliest; its `id` is the row's."""

    contact_id: UUID
    purpose: Purpose
    programme: str
    at: datetime
    priority: int = 5
    already: bool = False
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent; `key` is sent once, `token` is the secret of its unsubscribe link (`leave_link`)."""

    subject: str
    text: str
    key: str
    token: str


def leave_link(token: str) -> str:
    """Return the address at which the receiver may say that they want no more mail."""
    return urljoin(settings.HEEDFUL_BASE_URL, f"/r/{token}/unsubscribe/")


@transaction.atomic
def plan(*, wishes: Sequence[Wish], by: Actor, at: datetime) -> list[Verdict]:
    """Decide on each wish, in order, and keep the verdict: a place in the ledger, or the one reason why not.

    Raise NotFound for a contact that is not there. What is planned is asked again when it leaves.
    """
    _take({wish.contact_id for wish in wishes}, at)
    verdicts: list[Verdict] = []
    people: dict[UUID, Person] = {}
    mailboxes: dict[str, list[Person]] = {}
    for start in range(0, len(wishes), BATCH):
        part = wishes[start : start + BATCH]
        fresh = known({wish.contact_id for wish in part} - people.keys(), at)
        people.update(fresh)
        for person in fresh.values():
            mailboxes.setdefault(person.key or str(person.contact_id), []).append(person)
        rows = []
        for wish in part:
            if wish.contact_id not in people:
                raise NotFound("no such contact", field="contact", value=wish.contact_id, fix="add the contact first")
            person = people[wish.contact_id]
            verdict = judge(person, Wanted(wish.purpose, wish.priority, max(wish.at, at), wish.already))
            verdicts.append(verdict)
            rows.append(_row(wish, person, verdict, S.PLANNED, at))
            if verdict.allowed:
                place = (wish.id, Earlier(wish.purpose, wish.priority, max(wish.at, at), False, wish.programme))
                for same in mailboxes[person.key or str(person.contact_id)]:
                    same.earlier.append(place)
        bulk.insert(rows)
    return verdicts


@transaction.atomic
def send(*, approach_id: UUID, letter: Letter, by: Actor, at: datetime) -> Verdict:
    """Send a planned message, or keep the reason why it does not leave after all.

    The rules are asked again here, in the transaction that queues the mail; NotFound when nothing was planned.
    """
    row = Approach.objects.filter(id=approach_id, state=S.PLANNED).first()
    if row is None or row.contact_id is None:
        raise NotFound("no such message is planned", field="approach", value=approach_id)
    _take([row.contact_id], at)
    person = known([row.contact_id], at)[row.contact_id]
    verdict = judge(person, Wanted(Purpose(row.purpose), row.priority, at), leaving=row.id)
    changes: dict[str, object] = {"rules": person.number, "decided_at": at}
    if verdict.allowed:
        changes |= {"state": S.SENT, "at": at, "address_key": person.key}
    else:
        told = {"reason": verdict.reason, "because": verdict.because[:200], "free_from": verdict.free_from}
        changes |= {"state": S.SKIPPED, **told}
    if not Approach.objects.filter(id=row.id, state=S.PLANNED).update(**changes):
        raise NotFound("no such message is planned", field="approach", value=approach_id)
    if verdict.allowed:
        _mail(person, letter, at)
    else:
        data: Mapping[str, object] = {"reason": verdict.reason, "rules": person.number}
        audit.record(by=by, at=at, action="approach.skipped", entity="approach", entity_id=row.id, data=data)
    return verdict


@transaction.atomic
def send_at_once(*, wish: Wish, letter: Letter, by: Actor, at: datetime) -> Verdict:
    """Send without a plan, as reminders do; nothing is kept of one that may not leave: it is asked again later."""
    _take([wish.contact_id], at)
    person = known([wish.contact_id], at)[wish.contact_id]
    verdict = judge(person, Wanted(wish.purpose, wish.priority, at, wish.already))
    if verdict.allowed:
        bulk.insert([_row(wish, person, verdict, S.SENT, at)])
        _mail(person, letter, at)
    return verdict


def _take(contact_ids: Sequence[UUID] | set[UUID], at: datetime) -> None:
    keys: list[str] = []
    ids = list(contact_ids)
    for start in range(0, len(ids), BATCH):
        for contact in customers.contacts_by_id(ids[start : start + BATCH]).values():
            keys.extend(turn_keys(contact.id, key_of(contact.email)))
    turns.take(keys, at)


def _mail(person: Person, letter: Letter, at: datetime) -> None:
    bulk.insert_new(WayOut(token_hash=link_hash(letter.token), contact_id=person.contact_id, address_key=person.key))
    headers = {
        "List-Unsubscribe": f"<{leave_link(letter.token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    notify.mail(to=person.address, subject=letter.subject, text=letter.text, at=at, key=letter.key, headers=headers)


def _row(wish: Wish, person: Person, verdict: Verdict, allowed: S, at: datetime) -> Approach:
    return Approach(
        id=wish.id,
        contact_id=person.contact_id,
        address_key=person.key,
        unit_id=person.unit_id,
        purpose=wish.purpose,
        priority=wish.priority,
        programme=wish.programme[:64],
        state=allowed if verdict.allowed else S.SKIPPED,
        reason=verdict.reason,
        because=verdict.because[:200],
        free_from=verdict.free_from,
        rules=person.number,
        decided_at=at,
        at=max(wish.at, at) if allowed is S.PLANNED else at,
    )
