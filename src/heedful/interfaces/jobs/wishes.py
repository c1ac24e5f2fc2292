"""Every five minutes: what customers wish goes on the list."""

from datetime import datetime, timedelta

from heedful.domain.innovation.operations import wishes
from heedful.foundation.jobs.registry import periodic


@periodic("wishes.take_in", every=timedelta(minutes=5))
def take_in(at: datetime) -> None:
    """Take wishes in."""
    wishes.take_in(at=at)
