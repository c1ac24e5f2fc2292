"""Keep the analytics store up to date."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.warehouse.refresh import refresh


@periodic("warehouse.refresh", every=timedelta(seconds=60))
def keep_fresh(at: datetime) -> None:
    """Bring every committed change into the store."""
    refresh(at=at)
