"""Forgets the answers to calls of more than a day ago."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.foundation.repeats import operations as repeats


@periodic("repeats.forget", every=timedelta(hours=1))
def forget(at: datetime) -> None:
    """Drop them."""
    repeats.forget(at=at)
