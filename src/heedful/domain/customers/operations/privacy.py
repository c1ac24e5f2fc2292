"""A contact who is forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.models import Account, Contact
from heedful.domain.customers.rules import ERASED
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound


@transaction.atomic
def forget_contact(*, contact_id: UUID, by: Actor, at: datetime) -> int:
    """Take name, address, telephone and reference from a contact; a private customer's account loses its name too.

    The row stays, so that what was counted stays counted. Its money stays: it belongs to the ledger.
    """
    found = Contact.objects.select_related("account").filter(id=contact_id).first()
    if found is None:
        raise NotFound("no contact has this id", field="contact", value=contact_id)
    by.require(Permission.ERASE_PEOPLE, found.account.unit_id)
    Contact.objects.filter(id=contact_id).update(
        name=ERASED, email="", phone="", reference=None, opted_out_at=found.opted_out_at or at
    )
    alone = not Contact.objects.filter(account=found.account).exclude(id=contact_id).exists()
    if found.account.kind == AccountKind.PERSON and alone:
        Account.objects.filter(id=found.account_id).update(name=ERASED, code=f"erased-{found.account_id}")
        return 2
    return 1
