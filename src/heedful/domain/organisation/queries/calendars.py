"""Reads of working calendars."""

from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.calendar_intervals import Definition, Table, build
from heedful.domain.organisation.models import Calendar, CalendarVersion
from heedful.foundation.errors import NotFound

BLOCK_YEARS = 4


def calendars() -> QuerySet[Calendar]:
    """Return all calendars by name."""
    return Calendar.objects.prefetch_related("versions")


def calendar(code: str) -> Calendar:
    """Return the calendar with this code."""
    found = Calendar.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no calendar has this code", field="calendar", value=code)
    return found


def versions_in_force(at: datetime) -> dict[UUID, UUID]:
    """Map each calendar's id to the id of its version in force; before the first was published, to the first."""
    rows = list(CalendarVersion.objects.order_by("-n").values_list("calendar_id", "id", "published_at"))
    current = {calendar_id: version_id for calendar_id, version_id, _ in rows}
    for calendar_id, version_id, published_at in reversed(rows):
        if published_at <= at:
            current[calendar_id] = version_id
    return current


def table(version_id: UUID, since: datetime, until: datetime) -> Table:
    """Return the interval table of a version, from before `since` to years after `until`.

    A version never changes, so its tables are kept in memory by blocks of years.
    """
    first = since.year // BLOCK_YEARS * BLOCK_YEARS - 1
    last = (until.year // BLOCK_YEARS + 2) * BLOCK_YEARS
    return _table(version_id, first, last)


@lru_cache(maxsize=64)
def _table(version_id: UUID, first: int, last: int) -> Table:
    version = CalendarVersion.objects.filter(id=version_id).first()
    if version is None:
        raise NotFound("no calendar version has this id", field="calendar", value=version_id)
    return build(definition_of(version), date(first, 1, 1), date(last, 1, 1))


def definition_of(version: CalendarVersion) -> Definition:
    """Read a stored version as what the arithmetic takes."""
    return Definition(
        zone=version.zone,
        week=tuple(tuple((start, end) for start, end in windows) for windows in version.week),
        holidays={date.fromisoformat(day): name for day, name in version.holidays.items()},
        exceptions={
            date.fromisoformat(day): tuple((start, end) for start, end in windows)
            for day, windows in version.exceptions.items()
        },
    )
