"""From a decision to those who meet customers: release, upkeep of the cascade, the gate before a campaign."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.communication import operations as communication
from heedful.domain.strategy import operations as strategy
from heedful.foundation.access import Actor


@transaction.atomic
def release(*, announcement_id: UUID, by: Actor, at: datetime) -> int:
    """Send the approved version out and note on its decision that it is announced."""
    version = communication.release(announcement_id=announcement_id, by=by, at=at)
    if version.announcement.decision_id is not None:
        strategy.announced(decision_id=version.announcement.decision_id, by=by, at=at)
    return version.n


def keep(*, by: Actor, at: datetime) -> None:
    """Bring decisions and cascades to this moment: what takes effect, who joined or left, what is due and late."""
    strategy.move_due(by=by, at=at)
    communication.take_force_due(by=by, at=at)
    communication.follow_organisation(by=by, at=at)
    while communication.deliver_due(at=at):
        pass
    communication.remind_briefings(at=at)
    while communication.escalate_due(at=at):
        pass
