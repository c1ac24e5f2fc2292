"""Digests leave at the hour that each colleague chose."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.workflows import team_digest


@periodic("circulation.digests", every=timedelta(minutes=10))
def digests(at: datetime) -> None:
    """Make and mail what is due this hour."""
    team_digest.send_due(at=at)
