"""What a decision needs before it may be approved, and when its reason is no reason."""

import re
from datetime import datetime

from heedful.foundation.errors import Refused

FEWEST_WORDS = 12
OVERLAP = 0.8
CAUSES = ("because", "so that", "since", "due to", "in order to", "to avoid", "to prevent", "as a result", "kwa sababu")


class Incomplete(Refused):
    """Something that approval asks for is missing; the message names every gap."""


def gaps(
    *, touches_customers: bool, why: str, effective_at: datetime | None, burdens: int, no_burden_because: str
) -> list[str]:
    """List what is missing before approval, in words."""
    found = []
    if not why.strip():
        found.append("the why")
    if effective_at is None:
        found.append("the date from which it holds")
    if touches_customers and not burdens and not no_burden_because.strip():
        found.append("what it asks of customers, or the reason why it asks nothing")
    return found


def check_approvable(missing: list[str]) -> None:
    """Refuse approval while something is missing, and name all of it."""
    if missing:
        raise Incomplete("missing: " + "; ".join(missing), field="decision", fix="complete it, then approve")


def weak_why(why: str, what: str) -> list[str]:
    """Say in which ways a reason is weak: too short, no cause in it, or the what again. Flagged, never refused.

    >>> weak_why("New policy.", "We introduce a new policy.")
    ['has fewer than 12 words', 'names no cause', 'repeats what was decided']
    """
    words, told = _words(why), set(_words(what))
    found = []
    if len(words) < FEWEST_WORDS:
        found.append(f"has fewer than {FEWEST_WORDS} words")
    if not any(cause in why.lower() for cause in CAUSES):
        found.append("names no cause")
    if words and sum(word in told for word in words) >= OVERLAP * len(words):
        found.append("repeats what was decided")
    return found


def check_embargo(*, until: datetime, because: str, at: datetime) -> None:
    """Refuse an embargo without a reason or without an end that lies ahead."""
    if not because.strip():
        raise Refused("an embargo has a reason", field="because", fix="say what would go wrong")
    if until <= at:
        raise Refused("an embargo ends later than now", field="until", value=until.isoformat(), fix="name a later day")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
