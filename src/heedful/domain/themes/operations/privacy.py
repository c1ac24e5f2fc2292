"""Comments of a person who is forgotten."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from heedful.domain.themes.models import Audit, Reading, Tag


@transaction.atomic
def forget_comments(*, submission_ids: Collection[UUID]) -> int:
    """Drop how these comments were read, what was said of them, and that they were drawn: they teach nothing more."""
    rows = (Tag, Reading, Audit)
    return sum(each.objects.filter(submission_id__in=submission_ids).delete()[0] for each in rows)
