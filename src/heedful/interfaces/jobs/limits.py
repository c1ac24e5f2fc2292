"""Forgets who came by: buckets that are full again."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.foundation.limits import operations as limits


@periodic("limits.forget", every=timedelta(hours=1))
def forget(at: datetime) -> None:
    """Drop them."""
    limits.forget(at=at)
