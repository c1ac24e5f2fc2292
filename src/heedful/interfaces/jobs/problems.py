"""Every night: what came alike last week, and whether the fixes in effect have worked."""

from datetime import datetime, timedelta

from heedful.foundation.jobs.registry import periodic
from heedful.workflows import outer_loop


@periodic("problems.check_effects", every=timedelta(days=1))
def check_effects(at: datetime) -> None:
    """Suspect new problems and judge what is due."""
    outer_loop.run_night(at=at)
