"""Working calendars and promises for tests, published by the product's own operations."""

from datetime import date, datetime

from heedful.analytics.calendar_intervals import Span
from heedful.domain.journeys.enums import TargetKind
from heedful.domain.journeys.operations.targets import publish_target
from heedful.domain.organisation.operations.calendars import publish_calendar
from heedful.foundation.access import SYSTEM

HOUR = 3600
CUSTOMERS = (TargetKind.ACKNOWLEDGE, TargetKind.FIRST_RESPONSE, TargetKind.RESOLUTION)
OFFICE = ["09:00-17:00"] * 5 + ["", ""]
EASTER_MONDAY = {date(2026, 4, 6): "Easter Monday"}


def office_calendar(at: datetime, code: str = "office", week: list[str] | None = None) -> None:
    """Publish Nairobi office hours, closed on Easter Monday 2026."""
    publish_calendar(
        code=code,
        name="Office hours",
        zone="Africa/Nairobi",
        week=week or OFFICE,
        holiday_edits=EASTER_MONDAY,
        by=SYSTEM,
        at=at,
    )


def promises(at: datetime) -> None:
    """Promise to acknowledge, answer and resolve in 4, 8 and 40 working hours; urgent in 2, 4 and 16."""
    office_calendar(at)
    for priority, amounts in ((None, (4, 8, 40)), (1, (2, 4, 16))):
        for kind, hours in zip(CUSTOMERS, amounts, strict=True):
            publish_target(
                code=f"{kind}-{priority or 'all'}",
                name=f"{kind.label} {priority or ''}",
                kind=kind,
                amount=hours * HOUR,
                span=Span.BUSINESS_SECONDS,
                pausable=kind is TargetKind.RESOLUTION,
                calendar="office",
                priority=priority,
                by=SYSTEM,
                at=at,
            )
