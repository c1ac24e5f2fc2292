"""How soon something is due, in words and a tone: a colour never says it alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heedful.interfaces.web.templatetags.heedful_web import dur

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Due:
    """What is shown of a due time; `tone` is good, warn or bad."""

    at: datetime
    words: str
    tone: str


def due(due_at: datetime | None, now: datetime) -> Due | None:
    """Word a due time as it stands now; None when nothing is due."""
    if due_at is None:
        return None
    left = due_at - now
    if left < timedelta(0):
        return Due(due_at, f"{dur(-left)} late", "bad")
    return Due(due_at, f"in {dur(left)}", "warn" if left < SOON else "good")
