"""What the decision on a person rests on: address, opt-out, bounces, complaints, earlier messages, the rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from heedful.domain.contacting import rules
from heedful.domain.contacting.enums import ApproachState as S
from heedful.domain.contacting.enums import BounceKind, Purpose
from heedful.domain.contacting.models import Approach, Bounce, OptOut, Quarantine, WayOut
from heedful.domain.contacting.queries.rules import in_force
from heedful.domain.contacting.rules.addresses import address_key, link_hash
from heedful.domain.contacting.rules.deciding import PLACE_KEPT, Earlier, Standing, Verdict, Wanted
from heedful.domain.contacting.rules.limits import BOUNDS, Limits
from heedful.domain.customers import queries as customers
from heedful.foundation.days import day_of

LONGEST = timedelta(days=max(BOUNDS["window_days"][1], BOUNDS["days_between"][1]))
ASKS = (Purpose.TRANSACTIONAL, Purpose.RELATIONAL)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with all that decides whether it may be written to. `earlier`: asks of the person or the mailbox."""

    contact_id: UUID
    account_id: UUID
    name: str
    address: str
    key: str
    language: str
    unit_id: UUID | None
    standing: Standing
    number: int
    limits: Limits
    earlier: list[tuple[UUID, Earlier]] = field(default_factory=list)


def key_of(address: str) -> str:
    """Return what stands for an address in the ledger."""
    return address_key(address, settings.SECRET_KEY)


def known(contact_ids: Collection[UUID], at: datetime) -> Mapping[UUID, Person]:
    """Return what is known of these contacts now; unknown ids are absent."""
    found = customers.contacts_by_id(contact_ids)
    keys = {each.id: key_of(each.email) for each in found.values()}
    in_reach = {key for key in keys.values() if key}
    opted = dict(OptOut.objects.filter(address_key__in=in_reach).values_list("address_key", "at"))
    bounces: dict[str, list[BounceKind]] = defaultdict(list)
    for key, kind in Bounce.objects.filter(address_key__in=in_reach).values_list("address_key", "kind"):
        bounces[key].append(BounceKind(kind))
    complaints = _complaints(found.keys(), in_reach)
    held = in_force({each.account.unit_id for each in found.values()}, day_of(at))
    earlier = _earlier(found.keys(), in_reach, at)
    people = {}
    for contact in found.values():
        key, (number, limits) = keys[contact.id], held[contact.account.unit_id]
        mine = dict((*complaints[contact.id], *complaints[key]))
        rows = dict((*earlier[contact.id], *earlier[key])) if key else dict(earlier[contact.id])
        people[contact.id] = Person(
            contact_id=contact.id,
            account_id=contact.account_id,
            name=contact.name,
            address=contact.email,
            key=key,
            language=contact.language,
            unit_id=contact.account.unit_id,
            standing=Standing(
                has_address=bool(key),
                opted_out_at=contact.opted_out_at or opted.get(key),
                bounces=tuple(bounces[key]) if key else (),
                complaints=tuple(mine.values()),
            ),
            number=number,
            limits=limits,
            earlier=list(rows.items()),
        )
    return people


def judge(person: Person, wanted: Wanted, *, leaving: UUID | None = None) -> Verdict:
    """Decide on one message; `leaving` is the planned row that goes out: it does not stand in its own way."""
    earlier: Sequence[Earlier] = [one for key, one in person.earlier if key != leaving]
    return rules.decide(wanted, person.standing, earlier, person.limits, leaving=leaving is not None)


def behind_link(token: str) -> WayOut | None:
    """Return whose unsubscribe link this is."""
    return WayOut.objects.filter(token_hash=link_hash(token)).first()


def _complaints(
    contacts: Collection[UUID], keys: Collection[str]
) -> dict[UUID | str, list[tuple[UUID, tuple[str, datetime | None]]]]:
    found: dict[UUID | str, list[tuple[UUID, tuple[str, datetime | None]]]] = defaultdict(list)
    for row in Quarantine.objects.filter(Q(contact_id__in=contacts) | Q(address_key__in=keys)):
        told = (row.cause_id, (row.reference, row.closed_at))
        if row.contact_id is not None:
            found[row.contact_id].append(told)
        if row.address_key:
            found[row.address_key].append(told)
    return found


def _earlier(
    contacts: Collection[UUID], keys: Collection[str], at: datetime
) -> dict[UUID | str, list[tuple[UUID, Earlier]]]:
    found: dict[UUID | str, list[tuple[UUID, Earlier]]] = defaultdict(list)
    near = Approach.objects.filter(purpose__in=ASKS, at__gt=at - LONGEST).exclude(state=S.SKIPPED)
    fields = ("id", "contact_id", "address_key", "purpose", "priority", "at", "state", "programme")
    rows = near.filter(Q(contact_id__in=contacts) | Q(address_key__in=keys)).order_by("at")
    for key, contact, address, purpose, priority, when, state, programme in rows.values_list(*fields):
        sent = state != S.PLANNED
        if not sent and when + PLACE_KEPT < at:
            continue
        one = (key, Earlier(Purpose(purpose), priority, when if sent else max(when, at), sent, programme))
        if contact is not None:
            found[contact].append(one)
        if address:
            found[address].append(one)
    return found
