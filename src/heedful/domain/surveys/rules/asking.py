"""When is a reminder due, until when is a link good, and what is a token. Whether one may write: contacting."""

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from heedful.domain.surveys.enums import InvitationState

TOKEN_BYTES = 16
REMINDABLE = (InvitationState.SENT, InvitationState.STARTED)
PARTIAL_AFTER = timedelta(days=7)


def new_token() -> str:
    """Return a secret of 128 random bits, safe in an address.

    >>> len(new_token())
    22
    """
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def expiry(sent_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the end of the last day on which a link works, in the programme's zone.

    >>> from datetime import UTC
    >>> expiry(datetime(2026, 3, 1, 22, 30, tzinfo=UTC), 1, ZoneInfo("Africa/Nairobi")).isoformat()
    '2026-03-04T00:00:00+03:00'
    """
    last_day = sent_at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)


def may_remind(
    *,
    state: InvitationState,
    sent_at: datetime | None,
    expires_at: datetime | None,
    reminders: int,
    days: Sequence[int],
    collecting: bool,
    at: datetime,
) -> bool:
    """Tell whether the next reminder is due: never after finish, bounce, expiry or close."""
    if state not in REMINDABLE or not collecting or reminders >= len(days) or sent_at is None:
        return False
    due = sent_at + timedelta(days=days[reminders])
    return due <= at and (expires_at is None or at < expires_at)
