"""Working time as a sorted table of half-open UTC intervals: `add` and `elapsed` are binary searches.

Instants are whole UTC seconds since 1970. Windows are minutes after the local midnight of the day on which they
start, so 23:00-05:00 is (1380, 1740): six hours on most nights, five in spring, seven in autumn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY_MINUTES = 24 * 60
Windows = tuple[tuple[int, int], ...]


class Span(StrEnum):
    """How a promise counts time."""

    BUSINESS_SECONDS = "business_seconds"
    CALENDAR_SECONDS = "calendar_seconds"
    BUSINESS_DAY_CLOSE = "business_day_close"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"


COUNTED_IN_SECONDS = frozenset({Span.BUSINESS_SECONDS, Span.CALENDAR_SECONDS})


class BadWindow(ValueError):
    """A window that is not "HH:MM-HH:MM" or overlaps its neighbour."""


class NoOpenTime(ValueError):
    """A week without open time: a clock on it would never end."""


class OutsideTable(LookupError):
    """The instant lies before or after the days the table was built for."""


@dataclass(frozen=True)
class Definition:
    """A calendar as people state it: `week` has seven entries from Monday; `holidays` names closed days."""

    zone: str
    week: tuple[Windows, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    exceptions: Mapping[date, Windows] = field(default_factory=dict)

    def windows(self, day: date) -> Windows:
        """Give the windows that start on `day`: its exception, else nothing on a holiday, else its weekday's."""
        if day in self.exceptions:
            return self.exceptions[day]
        return () if day in self.holidays else self.week[day.weekday()]


def parse_windows(text: str) -> Windows:
    """Read windows separated by commas; an end at or before its start means the next day.

    >>> parse_windows("09:00-12:30, 13:30-17:00")
    ((540, 750), (810, 1020))
    >>> parse_windows("23:00-05:00")
    ((1380, 1740),)
    >>> parse_windows("00:00-24:00")
    ((0, 1440),)
    """
    windows = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        opens, dash, closes = part.partition("-")
        start, end = _minutes(opens), _minutes(closes)
        if not dash or start is None or end is None or start == DAY_MINUTES:
            raise BadWindow(f"{part!r} is not a window such as 09:00-17:00")
        windows.append((start, end if end > start else end + DAY_MINUTES))
    windows.sort()
    for (_, end), (start, _) in pairwise(windows):
        if start < end:
            raise BadWindow(f"the windows in {text!r} overlap")
    return tuple(windows)


def _minutes(text: str) -> int | None:
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= DAY_MINUTES else None


def format_windows(windows: Windows) -> str:
    """Write windows as people do.

    >>> format_windows(((540, 750), (1380, 1740)))
    '09:00-12:30, 23:00-05:00'
    """
    return ", ".join(f"{_hhmm(start)}-{_hhmm(end)}" for start, end in windows)


def _hhmm(minute: int) -> str:
    minute = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True, eq=False)
class Table:
    """Open time between two dates: interval starts and ends, and per working day its local date and its close."""

    zone: ZoneInfo
    first: int
    last: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    days: NDArray[np.int64]
    closes: NDArray[np.int64]
    holidays: Mapping[date, str]

    @cached_property
    def cumulative(self) -> NDArray[np.int64]:
        """Open seconds up to the end of each interval."""
        return np.cumsum(self.ends - self.starts)

    def open_until(self, instant: int) -> int:
        """Count open seconds from the beginning of the table to `instant`."""
        if not self.first <= instant <= self.last:
            raise OutsideTable(f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%d} is outside the calendar's table")
        i = int(np.searchsorted(self.starts, instant, side="right"))
        if i == 0:
            return 0
        return int(self.cumulative[i - 1]) - max(0, int(self.ends[i - 1]) - instant)

    def elapsed(self, start: int, end: int) -> int:
        """Count open seconds in [start, end)."""
        return self.open_until(end) - self.open_until(start)

    def add(self, start: int, seconds: int) -> int:
        """Find the earliest instant with `seconds` of open time since `start`; `elapsed(s, add(s, d)) == d`."""
        if seconds <= 0:
            return start
        goal = self.open_until(start) + seconds
        i = int(np.searchsorted(self.cumulative, goal, side="left"))
        if i == len(self.ends):
            raise OutsideTable("the promise ends after the calendar's table")
        return int(self.ends[i]) - (int(self.cumulative[i]) - goal)

    def next_open(self, instant: int) -> int:
        """Find the first open instant at or after `instant`."""
        i = int(np.searchsorted(self.ends, instant, side="right"))
        if i == len(self.ends):
            raise OutsideTable("the calendar's table ends before it opens again")
        return max(instant, int(self.starts[i]))

    def close_of_day(self, start: int, n: int) -> int:
        """Find the close of the nth working day after the local day of `start`."""
        i = int(np.searchsorted(self.days, self._local_day(start).toordinal(), side="right")) + n - 1
        if i >= len(self.closes):
            raise OutsideTable("the promise ends after the calendar's table")
        return int(self.closes[i])

    def deadline(self, start: int, amount: int, span: Span) -> int:
        """Find the instant a promise made at `start` falls due when nothing pauses it.

        Days and weeks end with the local day; seconds end to the second.
        """
        if span is Span.BUSINESS_SECONDS:
            return self.add(start, amount)
        if span is Span.CALENDAR_SECONDS:
            return start + amount
        if span is Span.BUSINESS_DAY_CLOSE:
            return self.close_of_day(start, amount)
        days = amount * 7 if span is Span.WEEKS else amount
        return _instant(self._local_day(start) + timedelta(days=days), DAY_MINUTES, self.zone, fold=0)

    def pieces(self, start: int, end: int) -> list[tuple[int, int, bool]]:
        """Cut [start, end) into alternating (from, to, open) pieces."""
        result: list[tuple[int, int, bool]] = []
        at = start
        i = int(np.searchsorted(self.ends, start, side="right"))
        while at < end:
            opens = int(self.starts[i]) if i < len(self.starts) else end
            if at < opens:
                result.append((at, min(opens, end), False))
            at = max(at, opens)
            if at < end:
                closes = min(int(self.ends[i]), end)
                result.append((at, closes, True))
                at, i = closes, i + 1
        return result

    def holidays_between(self, start: int, end: int) -> list[str]:
        """Name the holidays whose local day touches [start, end)."""
        day, last = self._local_day(start), self._local_day(end - 1)
        names = []
        while day <= last:
            if day in self.holidays:
                names.append(f"{self.holidays[day]} ({day.isoformat()})")
            day += timedelta(days=1)
        return names

    def _local_day(self, instant: int) -> date:
        return datetime.fromtimestamp(instant, self.zone).date()


def build(definition: Definition, since: date, until: date) -> Table:
    """Lay out the open intervals of all days in [since, until); raise NoOpenTime for a week that is never open.

    >>> nine_to_five = (((540, 1020),),) * 5 + ((), ())
    >>> table = build(Definition("Africa/Nairobi", nine_to_five), date(2026, 1, 1), date(2026, 2, 1))
    >>> friday = int(datetime(2026, 1, 2, 13, 30, tzinfo=UTC).timestamp())  # 16:30 in Nairobi
    >>> datetime.fromtimestamp(table.add(friday, 3600), table.zone).isoformat()
    '2026-01-05T09:30:00+03:00'
    """
    if len(definition.week) != 7 or not any(definition.week):
        raise NoOpenTime("the week has no open time: give at least one day a window")
    zone = ZoneInfo(definition.zone)
    merged: list[list[int]] = []
    days: list[int] = []
    closes: list[int] = []
    day = since
    while day < until:
        windows = definition.windows(day)
        for start, end in windows:
            opens, shuts = _instant(day, start, zone, fold=0), _instant(day, end, zone, fold=1)
            if merged and opens <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], shuts)
            elif opens < shuts:
                merged.append([opens, shuts])
        if windows:
            days.append(day.toordinal())
            closes.append(_instant(day, windows[-1][1], zone, fold=1))
        day += timedelta(days=1)
    spans = np.array(merged, dtype=np.int64).reshape(-1, 2)
    return Table(
        zone=zone,
        first=_instant(since, 0, zone, fold=0),
        last=_instant(until, 0, zone, fold=0),
        starts=spans[:, 0].copy(),
        ends=spans[:, 1].copy(),
        days=np.array(days, dtype=np.int64),
        closes=np.array(closes, dtype=np.int64),
        holidays=definition.holidays,
    )


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> int:
    """Turn a wall-clock minute into UTC seconds; a minute that the clock skips is the instant of the jump."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    instant = int(wall.replace(tzinfo=zone, fold=fold).timestamp())
    if datetime.fromtimestamp(instant, zone).replace(tzinfo=None) == wall:
        return instant
    before, after = sorted(int(wall.replace(tzinfo=zone, fold=side).timestamp()) for side in (0, 1))
    while after - before > 1:
        middle = (before + after) // 2
        skipped = datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= wall
        before, after = (before, middle) if skipped else (middle, after)
    return after
