"""What was promised and told to a person who is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heedful.domain.followthrough.enums import PromiseState
from heedful.domain.followthrough.models import Promise, Recipient

SAYS_NOTHING = "Erased"


@transaction.atomic
def forget_person(*, contact_id: UUID, case_ids: Sequence[UUID]) -> int:
    """Empty the promises made in a person's cases, which go on counting, and shut the pages that were sent to them."""
    theirs = Promise.objects.filter(source_id__in=case_ids)
    settled = theirs.filter(~Q(state=PromiseState.OPEN)).update(words=SAYS_NOTHING)
    emptied = theirs.update(text=SAYS_NOTHING, source_name="")
    told = Recipient.objects.filter(contact_id=contact_id).update(contact=None, token_hash=None, pending=False)
    return max(settled, emptied) + told
