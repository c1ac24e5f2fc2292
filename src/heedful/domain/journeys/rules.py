"""Decisions on interactions. Pure."""

from datetime import datetime


def days_late(promised_at: datetime | None, actual_at: datetime | None) -> int | None:
    """Return how many calendar days after the promised day the service came; negative is early.

    None when nothing was promised or nothing came: an undelivered order is not on time. Calendar days are compared,
    for promises usually carry no hour.
    """
    if promised_at is None or actual_at is None:
        return None
    return (actual_at.date() - promised_at.date()).days
