"""How late a promised service came."""

from datetime import UTC, datetime, tzinfo


def days_late(promised_at: datetime | None, actual_at: datetime | None, zone: tzinfo = UTC) -> int | None:
    """Return how many calendar days after the promised day the service came; negative is early.

    None when nothing was promised or nothing came: an undelivered order is not on time. Calendar days of `zone` are
    compared, for promises usually carry no hour.
    """
    if promised_at is None or actual_at is None:
        return None
    return (actual_at.astimezone(zone).date() - promised_at.astimezone(zone).date()).days
