"""Every night: forgets people whose time is over, sent files after a month, and old pages of the database file."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from heedful.foundation.days import day_of, zone
from heedful.foundation.erasures import operations as erasures
from heedful.foundation.jobs import operations as jobs
from heedful.foundation.jobs.registry import handler, periodic
from heedful.workflows import import_file, privacy

HOUR = 3
"""Local: scrubbing writes the database file anew, and nobody else writes meanwhile."""


@periodic("privacy.tonight", every=timedelta(minutes=30))
def tonight(at: datetime) -> None:
    """Ask for the work of the night once, in the lane for long work."""
    if at.astimezone(zone()).hour == HOUR:
        jobs.enqueue(kind="privacy.night", payload={}, at=at, dedup=f"privacy:{day_of(at)}")


@handler("privacy.night", transactional=False, long=True)
def night(_payload: dict[str, Any], at: datetime) -> None:
    """Forget, each person in a transaction of their own; then scrub if anybody was erased since the last night."""
    privacy.retain(months=settings.HEEDFUL_KEEP_PEOPLE_MONTHS, at=at)
    import_file.forget_old(at)
    if erasures.any_since(at - timedelta(days=2)):
        erasures.scrub()
