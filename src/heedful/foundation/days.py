"""Which day a moment belongs to: the installation's zone decides, for figures, roles and promises alike."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    """Return the installation's time zone."""
    return _zone(settings.TIME_ZONE)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    return at.astimezone(zone()).date()


def add_months(day: date, months: int) -> date:
    """Return the first day of the month so many months later.

    >>> add_months(date(2026, 11, 1), 3), add_months(date(2026, 1, 31), -1)
    (datetime.date(2027, 2, 1), datetime.date(2025, 12, 1))
    """
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
