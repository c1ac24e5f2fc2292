"""Reading a calendar file (RFC 5545): only meetings that say what they were for are taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from heedful.domain.employees.enums import TimeKind
from heedful.foundation.errors import Refused

MOST_BYTES, MOST_MEETINGS = 2 * 1024 * 1024, 5_000
DAY_BEGINS, DAY_ENDS = time(9), time(17)
REPEATS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
SIGNS = {f"#{kind.value}": kind for kind in TimeKind}
"""A category, or a sign in the title such as "#customers": whatever has none stays with its owner."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting that took place: `name` is its id in the calendar with its original start, where it repeats."""

    name: str
    kind: TimeKind
    starts_at: datetime
    ends_at: datetime


def meetings(content: bytes, *, since: date, until: date, zone: tzinfo) -> list[Meeting]:
    """Return the meetings of [since, until) that name a kind of time; repeated ones are unfolded.

    Cancelled meetings and those marked as free are left out; a whole day is 9 to 17 o'clock. Raise Refused for a file
    that is no calendar, too large, or repeats more often than daily.
    """
    from icalendar import Calendar  # here, because most commands never read a calendar

    if len(content) > MOST_BYTES:
        raise Refused("the calendar is too large", field="file", fix="export the period alone")
    try:
        events = list(Calendar.from_ical(content).walk("VEVENT"))
    except (ValueError, IndexError) as error:
        raise Refused("this is no calendar file", field="file", fix="export it as .ics") from error
    moved = {(str(each.get("UID")), _moment(each["RECURRENCE-ID"].dt, zone)) for each in events if _moved(each)}
    window = _moment(since, zone), _moment(until, zone)
    found: dict[str, Meeting] = {}
    for event in events:
        for meeting in _unfolded(event, moved, window, zone):
            found[meeting.name] = meeting
            if len(found) > MOST_MEETINGS:
                raise Refused(f"more than {MOST_MEETINGS} meetings", field="file", fix="export the period alone")
    return sorted(found.values(), key=lambda each: (each.starts_at, each.name))


def _moved(event: Any) -> bool:
    return "RECURRENCE-ID" in event and "UID" in event


def _unfolded(event: Any, moved: set[Any], window: tuple[datetime, datetime], zone: tzinfo) -> Iterator[Meeting]:
    kind = _kind(event)
    gone = str(event.get("STATUS", "")) == "CANCELLED" or str(event.get("TRANSP", "")) == "TRANSPARENT"
    if kind is None or gone or "UID" not in event or "DTSTART" not in event:
        return
    uid, (starts_at, length) = str(event["UID"])[:200], _span(event, zone)
    if length <= timedelta() or length > timedelta(days=1):
        return
    for begin in _starts(event, starts_at, window):
        if "RRULE" in event and (str(event["UID"]), begin) in moved:
            continue
        original = _moment(event["RECURRENCE-ID"].dt, zone) if _moved(event) else begin
        repeats = "RRULE" in event or _moved(event)
        if window[0] <= begin < window[1]:
            name = f"{uid}@{original.astimezone(UTC):%Y%m%dT%H%MZ}" if repeats else uid
            yield Meeting(name, kind, begin, begin + length)


def _starts(event: Any, starts_at: datetime, window: tuple[datetime, datetime]) -> list[datetime]:
    if "RRULE" not in event:
        return [starts_at]
    from dateutil.rrule import rrulestr

    rule = event["RRULE"]
    if str((rule.get("FREQ") or [""])[0]) not in REPEATS:
        raise Refused("a meeting repeats more often than daily", field="file", fix="leave it out")
    try:
        every = rrulestr(rule.to_ical().decode(), dtstart=starts_at)
        found = list(every.between(*window, inc=True))
    except (ValueError, TypeError) as error:
        raise Refused("a meeting repeats in a way that cannot be read", field="file", fix="leave it out") from error
    out = event.get("EXDATE", [])
    lists = out if isinstance(out, list) else [out]
    left_out = {_moment(each.dt, starts_at.tzinfo or UTC) for one in lists for each in one.dts}
    return [each for each in found if each not in left_out]


def _span(event: Any, zone: tzinfo) -> tuple[datetime, timedelta]:
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt if "DURATION" in event else None
    if not isinstance(start, datetime):
        begin = datetime.combine(start, DAY_BEGINS, zone)
        return begin, datetime.combine(start, DAY_ENDS, zone) - begin
    begin = _moment(start, zone)
    return begin, (_moment(end, zone) - begin) if end is not None else timedelta()


def _moment(given: date | datetime, zone: tzinfo) -> datetime:
    if isinstance(given, datetime):
        return given if given.tzinfo else given.replace(tzinfo=zone)
    return datetime.combine(given, time(), zone)


def _kind(event: Any) -> TimeKind | None:
    named = event.get("CATEGORIES")
    lists = named if isinstance(named, list) else [named] if named is not None else []
    words = {str(word).strip().lower() for one in lists for word in one.cats}
    title = str(event.get("SUMMARY", "")).lower().split()
    return next((kind for sign, kind in SIGNS.items() if sign in title or kind.value in words), None)
