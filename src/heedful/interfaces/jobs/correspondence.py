"""Mailboxes are read every minute, in the lane for long work: a slow server keeps nothing else waiting."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from heedful.foundation.jobs import operations as jobs
from heedful.foundation.jobs.registry import handler, periodic
from heedful.workflows import incoming_mail


@periodic("correspondence.look", every=timedelta(minutes=1))
def look(at: datetime) -> None:
    """Ask for a look, where there is a mailbox to look into."""
    if settings.HEEDFUL_MAILBOXES:
        jobs.enqueue(kind="correspondence.fetch", payload={}, at=at, dedup=f"mail:fetch:{at:%Y%m%d%H%M}")


@handler("correspondence.fetch", transactional=False, long=True)
def fetch(payload: dict[str, Any], at: datetime) -> None:
    """Take in what is new."""
    incoming_mail.fetch(at=at)
