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
