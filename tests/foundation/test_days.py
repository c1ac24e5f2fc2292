"""A moment belongs to the local day, so that a month in Nairobi begins at its own midnight."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from heedful.domain.journeys.rules.lateness import days_late
from heedful.foundation.days import day_of

BEFORE_MIDNIGHT = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)


def test_the_zone_of_the_installation_decides(settings: Any) -> None:
    settings.TIME_ZONE = "Africa/Nairobi"
    assert day_of(BEFORE_MIDNIGHT) == date(2026, 3, 1)
    settings.TIME_ZONE = "UTC"
    assert day_of(BEFORE_MIDNIGHT) == date(2026, 2, 28)


def test_lateness_counts_local_days() -> None:
    promised = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
    assert days_late(promised, BEFORE_MIDNIGHT, ZoneInfo("Africa/Nairobi")) == 1
    assert days_late(promised, BEFORE_MIDNIGHT) == 0
