"""A million deadlines and elapsed times on a calendar of seven years, beside walking it day by day."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from heedful.analytics.calendar_intervals import Definition, build, parse_windows

EACH = 1_000_000
WALKED = 5_000
HOUR = 3_600
FIRST, LAST = date(2020, 1, 1), date(2027, 1, 1)
WEEK = (*[parse_windows("09:00-12:30, 13:30-17:00")] * 5, (), ())
DEFINITION = Definition("Africa/Nairobi", WEEK, {date(2023, 12, 25): "Christmas Day"})


def walked(start: int, seconds: int) -> int:
    """Find a deadline as most code does: day after day, window after window."""
    zone = ZoneInfo(DEFINITION.zone)
    day = datetime.fromtimestamp(start, zone).date()
    while True:
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for opens, closes in DEFINITION.windows(day):
            begin = max(start, int((midnight + timedelta(minutes=opens)).timestamp()))
            end = int((midnight + timedelta(minutes=closes)).timestamp())
            if end > begin:
                if end - begin >= seconds:
                    return begin + seconds
                seconds -= end - begin
        day += timedelta(days=1)


def run() -> Iterator[dict[str, Any]]:
    """Add working hours a million times, measure them again, and compare with the walk."""
    chance = random.Random(7)
    table = build(DEFINITION, FIRST, LAST)
    low, high = int(datetime(2020, 2, 1, tzinfo=UTC).timestamp()), int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())
    asked = [(chance.randrange(low, high), chance.randrange(1, 200 * HOUR)) for _ in range(EACH)]
    began = time.process_time()
    due = [table.add(start, seconds) for start, seconds in asked]
    added = time.process_time() - began
    began = time.process_time()
    again = [table.elapsed(start, end) for (start, _), end in zip(asked, due, strict=True)]
    measured = time.process_time() - began
    assert again == [seconds for _, seconds in asked]
    began = time.process_time()
    slow = [walked(start, seconds) for start, seconds in asked[:WALKED]]
    each = (time.process_time() - began) / WALKED
    assert slow == due[:WALKED]
    for name, took in (("clocks.add", added), ("clocks.elapsed", measured)):
        micro = 1e6 * took / EACH
        yield {"name": name, "value": round(micro, 3), "unit": "CPU us", "ratio": round(micro / (1e6 * each), 4)} | {
            "peer": "a walk by days",
            "count": EACH,
        }
