"""Comments are read by the frame in force soon after they come in."""

from datetime import datetime, timedelta
from typing import Any

from heedful.domain.themes import operations, queries
from heedful.foundation.jobs import operations as jobs
from heedful.foundation.jobs.registry import handler, periodic

PORTIONS = 5


@periodic("themes.look", every=timedelta(minutes=5))
def look(at: datetime) -> None:
    """Ask for a reading, where a frame is in force and comments await it."""
    if queries.awaiting(queries.frame_in_force()) and queries.frame_in_force():
        jobs.enqueue(kind="themes.read", payload={}, at=at, dedup=f"themes:read:{at:%Y%m%d%H%M}")


@handler("themes.read", transactional=False, long=True)
def read(payload: dict[str, Any], at: datetime) -> None:
    """Read what awaits, the newest first; at most 5,000 a time, so that pages of the same process stay quick."""
    for _ in range(PORTIONS):
        if not operations.read_new(at=at):
            break
