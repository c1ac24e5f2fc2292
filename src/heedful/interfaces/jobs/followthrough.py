"""Reports back leave, a portion at a time."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.workflows import reporting_back


@periodic("followthrough.field_work", every=timedelta(minutes=1))
def field_work(at: datetime) -> None:
    """Send what is planned."""
    reporting_back.field_work(at=at)
