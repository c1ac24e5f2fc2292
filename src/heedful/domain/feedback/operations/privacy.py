"""Feedback of a person who is forgotten."""

from __future__ import annotations

import secrets

from django.db import transaction

from heedful.domain.customers.rules import Traces
from heedful.domain.feedback.models import Record, Replaced, Submission
from heedful.domain.feedback.queries import theirs
from heedful.warehouse import dirty


@transaction.atomic
def forget_feedback(*, who: Traces) -> int:
    """Delete what a person said and scored, and who said it; return how many rows changed.

    The submission stays as a bare count of its kind, unit and day. Open figures change with it; closed ones stand.
    """
    rows = list(theirs(who))
    ids = [row.id for row in rows]
    records = list(Record.objects.filter(submission_id__in=ids).values_list("id", flat=True))
    Record.objects.filter(id__in=records).delete()
    Replaced.objects.filter(submission_id__in=ids).delete()
    for row in rows:
        Submission.objects.filter(id=row.id).update(
            submission_id=f"erased-{row.id}",
            source_id="",
            contact=None,
            account=None,
            interaction=None,
            sender_name="",
            sender_address="",
            body="",
            about="",
            wanted="",
            content_hash=secrets.token_hex(32),
        )
    dirty.mark("answers", records)
    return len(ids) + len(records)
