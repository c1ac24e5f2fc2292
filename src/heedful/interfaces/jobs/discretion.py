"""Requests for exemptions that nobody decided lapse: silence is no permission."""

from datetime import datetime, timedelta

from heedful.domain.cases import operations as cases
from heedful.foundation.jobs.registry import periodic


@periodic("discretion.lapse", every=timedelta(hours=1))
def lapse(at: datetime) -> None:
    """Let them lapse."""
    cases.lapse(at=at)
