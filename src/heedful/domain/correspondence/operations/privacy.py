"""Mail of a person who is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from heedful.domain.correspondence.models import IncomingMail
from heedful.domain.correspondence.queries import theirs
from heedful.domain.customers.rules import Traces


@transaction.atomic
def forget_mail(*, who: Traces, submission_ids: Collection[UUID], case_ids: Collection[UUID]) -> int:
    """Empty the mails of a person, and all that was written in their cases; that a mail came goes on counting.

    The Message-ID stays, so that the same mail does not come in anew.
    """
    rows = theirs(who, submission_ids, case_ids).values_list("id", flat=True)
    return IncomingMail.objects.filter(id__in=list(rows)).update(
        sender_name="", sender_address="", copied=[], references=[], subject="", body="", raw=b"", raw_sha256=""
    )
