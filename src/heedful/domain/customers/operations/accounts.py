"""Writes of accounts, contacts and segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.models import Account, Contact, Segment
from heedful.domain.customers.queries.accounts import account_by_code, find_account
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def add_segment(*, code: str, name: str, weight: int = 0, by: Actor, at: datetime) -> Segment:
    """Add a segment, or change the name and weight of an existing one."""
    segment, _ = Segment.objects.update_or_create(code=code, defaults={"name": name, "weight": weight})
    audit.record(by=by, at=at, action="segment.set", entity="segment", entity_id=code, data={"weight": weight})
    return segment


@transaction.atomic
def add_account(
    *,
    code: str,
    name: str,
    kind: AccountKind = AccountKind.BUSINESS,
    segment: str | None = None,
    unit_id: UUID | None = None,
    owner_id: UUID | None = None,
    contract_from: date | None = None,
    contract_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Account:
    """Add an account to the book."""
    if not code.strip():
        raise Refused("an account needs a code", field="code", fix="use the number of your ledger")
    if account_by_code(code):
        raise Refused("another account has this code", field="code", value=code)
    _check(segment, contract_from, contract_to)
    added = Account.objects.create(
        code=code,
        name=name.strip() or code,
        kind=kind,
        segment_id=segment,
        unit_id=unit_id,
        owner_id=owner_id,
        contract_from=contract_from,
        contract_to=contract_to,
    )
    audit.record(by=by, at=at, action="account.added", entity="account", entity_id=added.id, data={"unit": unit_id})
    return added


@transaction.atomic
def update_account(
    *,
    account_id: UUID,
    name: str,
    segment: str | None,
    unit_id: UUID | None,
    owner_id: UUID | None,
    by: Actor,
    at: datetime,
) -> None:
    """Change an account's name, segment, serving unit and owner."""
    if find_account(account_id) is None:
        raise NotFound("no account has this id", field="account", value=account_id)
    _check(segment, None, None)
    Account.objects.filter(id=account_id).update(name=name, segment_id=segment, unit_id=unit_id, owner_id=owner_id)
    audit.record(
        by=by,
        at=at,
        action="account.updated",
        entity="account",
        entity_id=account_id,
        data={"segment": segment, "unit": unit_id, "owner": owner_id},
    )


def _check(segment: str | None, contract_from: date | None, contract_to: date | None) -> None:
    if segment and not Segment.objects.filter(code=segment).exists():
        raise Refused("no segment has this code", field="segment", value=segment, fix="add the segment first")
    if contract_from and contract_to and contract_to < contract_from:
        raise Refused("the contract ends before it starts", field="contract_to", value=contract_to)


@transaction.atomic
def add_contact(
    *,
    account_id: UUID,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "en",
    reference: str | None = None,
    by: Actor,
    at: datetime,
) -> Contact:
    """Add a person to an account."""
    _check_email(email)
    if reference and Contact.objects.filter(reference=reference).exists():
        raise Refused("another contact has this reference", field="reference", value=reference)
    added = Contact.objects.create(
        account_id=account_id, name=name, email=email, phone=phone, language=language, reference=reference
    )
    audit.record(
        by=by, at=at, action="contact.added", entity="contact", entity_id=added.id, data={"account": account_id}
    )
    return added


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Refused("not a mail address", field="email", value=email, fix="write it as name@example.org") from error


@transaction.atomic
def import_contact(
    *, reference: str, name: str, email: str = "", language: str = "", unit_id: UUID | None, by: Actor, at: datetime
) -> tuple[Contact, str]:
    """Return the contact with this reference and whether that is "new" (with an account), "changed" or the "same".

    What the row does not say stays as it is.
    """
    found = Contact.objects.select_related("account").filter(reference=reference).first()
    if found:
        said = {"name": name, "email": email, "language": language}
        changed = {field: value for field, value in said.items() if value and getattr(found, field) != value}
        if not changed:
            return found, "same"
        _check_email(email)
        for field, value in changed.items():
            setattr(found, field, value)
        found.save(update_fields=list(changed))
        data = {"changed": sorted(changed)}
        audit.record(by=by, at=at, action="contact.updated", entity="contact", entity_id=found.id, data=data)
        return found, "changed"
    account = account_by_code(reference) or add_account(
        code=reference, name=name, kind=AccountKind.PERSON, unit_id=unit_id, by=by, at=at
    )
    return add_contact(
        account_id=account.id, name=name, email=email, language=language or "en", reference=reference, by=by, at=at
    ), "new"


@transaction.atomic
def opt_out(*, contact_id: UUID, by: Actor, at: datetime) -> None:
    """Record that a person wants no more invitations; asked twice, the first day stands."""
    if Contact.objects.filter(id=contact_id, opted_out_at__isnull=True).update(opted_out_at=at):
        audit.record(by=by, at=at, action="contact.opted_out", entity="contact", entity_id=contact_id)


@dataclass(frozen=True, slots=True)
class NewContact:
    """The first person of an account that is being loaded."""

    name: str
    email: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account that is being loaded, with the person who answers for it. Its code is the contact's reference."""

    code: str
    name: str
    kind: AccountKind
    segment: str | None
    unit_id: UUID | None
    contact: NewContact


@transaction.atomic
def load_accounts(*, accounts: Sequence[NewAccount], by: Actor, at: datetime) -> list[tuple[UUID, UUID]]:
    """Load accounts that are not in the book yet and return (account id, contact id) of each, in order.

    A code that is known already breaks the unique key, and nothing is kept.
    """
    rows, people = [], []
    for new in accounts:
        row = Account(code=new.code, name=new.name, kind=new.kind, segment_id=new.segment, unit_id=new.unit_id)
        rows.append(row)
        told = new.contact
        people.append(
            Contact(account=row, reference=new.code, name=told.name, email=told.email, language=told.language)
        )
    bulk.insert(rows)
    bulk.insert(people)
    audit.record(by=by, at=at, action="account.loaded", entity="account", entity_id="", data={"accounts": len(rows)})
    return [(row.id, person.id) for row, person in zip(rows, people, strict=True)]
