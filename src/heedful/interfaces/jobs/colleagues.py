"""Every hour: answers of colleagues that may go go, pulses close on their day, praise that waited arrives."""

from datetime import datetime, timedelta

from heedful.domain.employees.operations import praise, pulses
from heedful.foundation.jobs.registry import periodic


@periodic("colleagues.bring_up_to_date", every=timedelta(hours=1))
def bring_up_to_date(at: datetime) -> None:
    """Release, close, deliver."""
    pulses.bring_up_to_date(at=at)
    praise.bring_up_to_date(at=at)
