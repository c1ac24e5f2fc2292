"""Reads that prove that nothing is lost: every complaint and low score has a case or a recorded reason."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from heedful.domain.cases.models import Case, FollowUpDecision
from heedful.domain.feedback import queries as feedback
from heedful.domain.feedback.enums import Kind, Status
from heedful.domain.feedback.rules.follow_up import CALLS_FOR_FOLLOW_UP
from heedful.foundation.access import SYSTEM


def unmapped_submissions() -> list[UUID]:
    """List final submissions that call for a follow-up and have neither a case nor a reason; nothing should be here."""
    low = Q()
    for (metric, low_end, high_end), limit in CALLS_FOR_FOLLOW_UP.items():
        low |= Q(
            records__field_type=metric,
            records__scale_low=low_end,
            records__scale_high=high_end,
            records__value_number__lte=limit,
        )
    calling = feedback.visible_to(SYSTEM).filter(Q(kind=Kind.COMPLAINT) | low, status=Status.FINAL)
    decided = FollowUpDecision.objects.values("submission_id")
    return sorted(set(calling.exclude(id__in=decided).values_list("id", flat=True)))


def case_of_submission(submission_id: UUID) -> Case | None:
    """Return the case that a submission belongs to."""
    return Case.objects.filter(subjects__submission_id=submission_id).first()


def cases_of_submissions(submission_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Map submissions to (id, reference) of their case; those without one are left out."""
    rows = FollowUpDecision.objects.filter(submission_id__in=submission_ids, case__isnull=False)
    return {row[0]: (row[1], row[2]) for row in rows.values_list("submission_id", "case_id", "case__reference")}
