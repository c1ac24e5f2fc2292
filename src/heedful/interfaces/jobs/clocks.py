"""Fires the alarms of service clocks, tells whom they concern, and keeps the calendars long enough."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.domain.cases import operations as cases
from heedful.domain.organisation.operations import calendars
from heedful.foundation.jobs.registry import handler, periodic


@periodic("clocks.poll", every=timedelta(seconds=15))
def poll(at: datetime) -> None:
    """Fire what is due, in portions, until nothing is left."""
    while cases.fire_due(at=at):
        pass
    while cases.fire_overdue(at=at):
        pass


@periodic("cases.age", every=timedelta(hours=1))
def age(at: datetime) -> None:
    """Tell of failures that stay open too long."""
    cases.escalate_aged(at=at)


@periodic("calendars.extend", every=timedelta(days=1))
def extend(at: datetime) -> None:
    """Keep the rows of the working calendars years ahead."""
    calendars.extend_calendars(at=at)


@handler("clock.threshold", transactional=True)
def escalate(payload: dict[str, Any], at: datetime) -> None:
    """Tell the owner or the next level, in the transaction that ends the job."""
    cases.escalate_clock(threshold_id=UUID(payload["threshold"]), at=at)
