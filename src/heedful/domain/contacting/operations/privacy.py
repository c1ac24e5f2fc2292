"""The ledger's rows of a person who is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from heedful.domain.contacting.enums import ApproachState, SkipReason
from heedful.domain.contacting.models import Approach, OptOut, Quarantine, WayOut
from heedful.domain.contacting.queries.standing import key_of
from heedful.domain.customers.rules import Traces
from heedful.foundation import bulk


@transaction.atomic
def forget_contact(*, who: Traces, at: datetime) -> int:
    """Take the person out of the ledger, which goes on counting; return how many rows changed.

    A keyed hash of the address stays among those who want no message: nobody writes to it, wherever it comes back from.
    """
    key = key_of(who.address)
    theirs = Q(contact_id=who.contact_id)
    if key:
        theirs |= Q(contact__isnull=True, address_key=key)
    gone = WayOut.objects.filter(theirs).delete()[0] + Quarantine.objects.filter(theirs).delete()[0]
    approaches = list(Approach.objects.filter(theirs).values_list("id", flat=True))
    rows = Approach.objects.filter(id__in=approaches)
    rows.filter(state=ApproachState.PLANNED).update(state=ApproachState.SKIPPED, reason=SkipReason.OPTED_OUT)
    rows.update(contact=None, address_key="", because="")
    if key:
        bulk.insert_new(OptOut(address_key=key, at=at))
    return gone + len(approaches)
