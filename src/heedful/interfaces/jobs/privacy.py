"""Forgets people whose time is over, sent files after a month, and what the database file holds of the forgotten."""

from datetime import datetime, timedelta

from django.conf import settings

from heedful.foundation.erasures import operations as erasures
from heedful.foundation.jobs.registry import periodic
from heedful.workflows import import_file, privacy


@periodic("privacy.retain", every=timedelta(days=1))
def retain(at: datetime) -> None:
    """Forget those who have been gone for as long as the installation says."""
    privacy.retain(months=settings.HEEDFUL_KEEP_PEOPLE_MONTHS, at=at)


@periodic("privacy.files", every=timedelta(days=1))
def files(at: datetime) -> None:
    """Remove sent files and refused rows after thirty days."""
    import_file.forget_old(at)


@periodic("privacy.scrub", every=timedelta(days=1))
def scrub(at: datetime) -> None:
    """Take what was erased in the last day out of the database file."""
    if erasures.any_since(at - timedelta(days=2)):
        erasures.scrub()
