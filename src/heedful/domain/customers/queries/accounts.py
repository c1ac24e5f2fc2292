"""Reads of accounts, contacts and segments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.models import Account, Contact, RevenueLine, Segment
from heedful.domain.customers.rules import ERASED, Traces
from heedful.foundation import lookup
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class BookAccount:
    """An account as the book of accounts lists it; `segment` is empty without one."""

    id: UUID
    name: str
    segment: str
    kind: str


def book_accounts() -> list[BookAccount]:
    """Return every account of the book in the order of its number, for our own use: no actor, no scope."""
    rows = Account.objects.order_by("code").values_list("id", "name", "segment_id", "kind")
    return [BookAccount(key, name, segment or "", kind) for key, name, segment, kind in rows]


def visible_to(actor: Actor) -> QuerySet[Account]:
    """Return the accounts served by the units the actor may see."""
    return Account.objects.filter(within("unit_id", actor, Permission.SEE_CUSTOMERS)).select_related("segment")


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Return the contacts of the accounts the actor may see."""
    return Contact.objects.filter(account__in=visible_to(actor)).select_related("account")


def account(actor: Actor, account_id: UUID) -> Account:
    """Return an account the actor may see."""
    found = visible_to(actor).filter(id=account_id).first()
    if found is None:
        raise NotFound("no account has this id", field="account", value=account_id)
    return found


def find_account(account_id: UUID) -> Account | None:
    """Return the account with this id, for our own use: no actor, no scope."""
    return Account.objects.select_related("segment").filter(id=account_id).first()


def account_by_code(code: str) -> Account | None:
    """Return the account with this code."""
    return Account.objects.filter(code=code).first()


def account_ids_by_code(codes: Iterable[str]) -> dict[str, UUID]:
    """Return the ids of the accounts with these codes, by code; unknown ones are left out."""
    wanted, found = list(codes), dict[str, UUID]()
    for start in range(0, len(wanted), 500):
        rows = Account.objects.filter(code__in=wanted[start : start + 500])
        found.update(rows.values_list("code", "id"))
    return found


def ids_of_account(code: str) -> tuple[UUID, UUID] | None:
    """Return the ids of the account with this code and of the unit that serves it."""
    return cast(tuple[UUID, UUID] | None, lookup.find(Account, ("id", "unit_id"), code=code))


def ids_of_contact(reference: str) -> tuple[UUID, UUID, UUID] | None:
    """Return the ids of the contact with this id of the source system, of its account, and of the account's unit."""
    found = lookup.find(Contact, ("id", "account_id", "account__unit_id"), reference=reference)
    return cast(tuple[UUID, UUID, UUID] | None, found)


def contact(contact_id: UUID) -> Contact | None:
    """Return the contact with this id."""
    return Contact.objects.select_related("account").filter(id=contact_id).first()


def contacts_by_id(ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Return the contacts with these ids, each with its account."""
    return {each.id: each for each in Contact.objects.select_related("account").filter(id__in=ids)}


def contacts_alike(contact_ids: Collection[UUID]) -> dict[tuple[UUID | None, str | None], list[UUID]]:
    """Return the contacts of each unit and segment that these contacts come from, in the order of their ids."""
    place = ("account__unit_id", "account__segment_id")
    kinds = set(Contact.objects.filter(id__in=contact_ids).values_list(*place))
    found: dict[tuple[UUID | None, str | None], list[UUID]] = {kind: [] for kind in kinds}
    rows = Contact.objects.filter(account__unit_id__in={unit for unit, _ in kinds if unit}).order_by("id")
    for key, unit, segment in rows.values_list("id", "account__unit_id", "account__segment_id"):
        if (unit, segment) in found:
            found[unit, segment].append(key)
    return found


def contacts_by_reference(actor: Actor, references: Collection[str]) -> dict[str, UUID]:
    """Return the ids of the contacts in sight that a source system knows by these references."""
    wanted = list(references)
    found: dict[str | None, UUID] = {}
    for start in range(0, len(wanted), 500):
        rows = visible_contacts(actor).filter(reference__in=wanted[start : start + 500])
        found.update(rows.values_list("reference", "id"))
    return {str(reference): key for reference, key in found.items()}


def seen_contact(actor: Actor, contact_id: UUID) -> Contact:
    """Return a contact the actor may see."""
    found = visible_contacts(actor).filter(id=contact_id).first()
    if found is None:
        raise NotFound("no contact has this id", field="contact", value=contact_id)
    return found


def contact_by_email(email: str) -> Contact | None:
    """Return the one contact with this address; None when nobody or more than one has it."""
    found = list(Contact.objects.select_related("account").filter(email__iexact=email)[:2]) if email else []
    return found[0] if len(found) == 1 else None


def contacts_of(account_id: UUID) -> QuerySet[Contact]:
    """Return the contacts of an account, by name."""
    return Contact.objects.filter(account_id=account_id).order_by("name")


def segments() -> QuerySet[Segment]:
    """Return the segments."""
    return Segment.objects.all()


def segment_of(account_id: UUID | None) -> str:
    """Return the code of the account's segment, or an empty string."""
    found = Account.objects.filter(id=account_id) if account_id else Account.objects.none()
    return found.values_list("segment_id", flat=True).first() or ""


def segment_weight(account_id: UUID | None) -> int:
    """Return the priority weight of the account's segment, 0 without one."""
    found = Account.objects.filter(id=account_id) if account_id else Account.objects.none()
    return found.values_list("segment__weight", flat=True).first() or 0


def contacts_gone(before: date) -> list[UUID]:
    """Return the contacts, not erased yet, of accounts that brought money in once and none since a day."""
    since = RevenueLine.objects.filter(account=OuterRef("account"), batch__month__gte=before)
    once = RevenueLine.objects.filter(account=OuterRef("account"))
    rows = Contact.objects.filter(Exists(once), ~Exists(since)).exclude(name=ERASED)
    return list(rows.order_by("id").values_list("id", flat=True))


def traces_of(contact_id: UUID) -> Traces:
    """Return by what a contact's rows are found, for our own use: no actor, no scope; raise NotFound."""
    found = contact(contact_id)
    if found is None:
        raise NotFound("no contact has this id", field="contact", value=contact_id)
    others = Contact.objects.exclude(id=contact_id)
    shared = not found.email or others.filter(email__iexact=found.email).exists()
    alone = found.account.kind == AccountKind.PERSON and not others.filter(account=found.account_id).exists()
    return Traces(contact_id, "" if shared else found.email, found.account_id if alone else None)
