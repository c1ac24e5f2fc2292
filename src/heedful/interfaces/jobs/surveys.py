"""The field work of surveys: what is planned leaves, the silent are reminded, links run out."""

from datetime import datetime, timedelta

from heedful.foundation.access import SYSTEM
from heedful.foundation.jobs.registry import periodic
from heedful.workflows import asking


@periodic("surveys.field_work", every=timedelta(minutes=1))
def field_work(at: datetime) -> None:
    """Do one portion of it."""
    asking.field_work(by=SYSTEM, at=at)
