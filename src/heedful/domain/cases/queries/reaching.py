"""When a colleague first acted on what a customer said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import DateTimeField, F, Min, Q

from heedful.domain.cases.models import FollowUpDecision
from heedful.domain.cases.rules.states import OPEN_STATES
from heedful.foundation.access import Actor, ActorKind, Permission, within


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer or complaint that calls for a follow-up, its case, and when a colleague first did something there."""

    submission_id: UUID
    case_id: UUID
    reference: str
    unit_id: UUID
    unit: str
    said_at: datetime
    acted_at: datetime | None
    open: bool


def heard(actor: Actor, since: datetime, until: datetime) -> list[Heard]:
    """Return what came in [since, until) and has a case in sight, oldest first."""
    colleague = Q(case__events__actor_kind=ActorKind.COLLEAGUE, case__events__at__gte=F("submission__collected_at"))
    rows = FollowUpDecision.objects.filter(
        within("case__unit_id", actor, Permission.SEE_CASES),
        case__isnull=False,
        submission__collected_at__gte=since,
        submission__collected_at__lt=until,
    ).annotate(acted=Min("case__events__at", filter=colleague, output_field=DateTimeField()))
    fields = (
        "submission_id", "case_id", "case__reference", "case__unit_id", "case__unit__name",
        "submission__collected_at", "acted", "case__state",
    )  # fmt: skip
    found = rows.order_by("submission__collected_at", "submission_id").values_list(*fields)
    return [
        Heard(submission, case, reference, unit_id, unit, said_at, acted_at, state in OPEN_STATES)
        for submission, case, reference, unit_id, unit, said_at, acted_at, state in found
    ]
