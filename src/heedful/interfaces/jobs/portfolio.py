"""Keep the portfolio: today's standing every night, and a close for every month that is over."""

from datetime import datetime, timedelta

from heedful.domain.portfolio import operations as portfolio
from heedful.foundation.access import SYSTEM
from heedful.foundation.jobs.registry import periodic
from heedful.warehouse.refresh import refreshed


@periodic("portfolio.reckon", every=timedelta(hours=24))
def reckon(at: datetime) -> None:
    """Bring it up to date on a warehouse that stands still meanwhile."""
    with refreshed(at=at):
        portfolio.bring_up_to_date(by=SYSTEM, at=at)
