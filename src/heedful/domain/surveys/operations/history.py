"""Loading invitations of an earlier system, so that response rates have a past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.surveys.enums import InvitationState
from heedful.domain.surveys.models import Invitation
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.warehouse import dirty

BATCH = 1_000
OPEN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PastInvitation:
    """One ask of the past and whether it was answered."""

    contact_id: UUID
    address: str
    account_id: UUID
    unit_id: UUID
    touchpoint_id: UUID | None
    interaction_id: UUID | None
    sent_at: datetime
    finished_at: datetime | None


@transaction.atomic
def load_history(*, survey: UUID, wave: str, invitations: Sequence[PastInvitation], by: Actor, at: datetime) -> None:
    """Load asks that were sent before this installation: finished, expired or still open as their times say."""
    for start in range(0, len(invitations), BATCH):
        bulk.load(Invitation, (_row(survey, wave, past, at) for past in invitations[start : start + BATCH]))
    dirty.mark_all("invitations")
    data = {"invitations": len(invitations)}
    audit.record(by=by, at=at, action="survey.history_loaded", entity="survey", entity_id=survey, data=data)


def _row(survey: UUID, wave: str, past: PastInvitation, at: datetime) -> dict[str, Any]:
    expires = past.sent_at + OPEN_FOR
    state = InvitationState.EXPIRED if expires <= at else InvitationState.SENT
    return {
        "survey_id": survey,
        "wave": wave,
        "contact_id": past.contact_id,
        "address": past.address,
        "account_id": past.account_id,
        "unit_id": past.unit_id,
        "touchpoint_id": past.touchpoint_id,
        "interaction_id": past.interaction_id,
        "language": "en",
        "state": InvitationState.FINISHED if past.finished_at else state,
        "planned_at": past.sent_at,
        "sent_at": past.sent_at,
        "expires_at": expires,
        "finished_at": past.finished_at,
    }
