"""How far each mailbox was read."""

from __future__ import annotations

from datetime import datetime

from heedful.domain.correspondence.models import Position


def advance(*, mailbox: str, validity: int, last: int, at: datetime) -> None:
    """Note the last number read, which also ends a failure."""
    kept = {"validity": validity, "last": last, "looked_at": at, "failing_since": None, "problem": ""}
    Position.objects.update_or_create(mailbox=mailbox, defaults=kept)


def fail(*, mailbox: str, problem: str, at: datetime) -> None:
    """Note that a mailbox could not be read, and since when."""
    found, _ = Position.objects.get_or_create(mailbox=mailbox, defaults={"looked_at": at})
    Position.objects.filter(mailbox=mailbox).update(
        looked_at=at, problem=problem[:300], failing_since=found.failing_since or at
    )
