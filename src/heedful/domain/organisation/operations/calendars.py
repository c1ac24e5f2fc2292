"""Writes of working calendars: a version is stated once and never changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import available_timezones

import holidays
from django.db import transaction

from heedful.analytics.calendar_intervals import BadWindow, NoOpenTime, Windows, build, parse_windows
from heedful.domain.organisation.models import Calendar, CalendarInterval, CalendarVersion
from heedful.domain.organisation.queries.calendars import definition_of
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

YEARS_BACK, YEARS_AHEAD = 3, 4
HOLIDAYS_FROM, HOLIDAYS_TO = 2010, 2040


@transaction.atomic
def publish_calendar(
    *,
    code: str,
    name: str,
    zone: str,
    week: Sequence[str],
    country: str = "",
    holiday_edits: Mapping[date, str] | None = None,
    exceptions: Mapping[date, str] | None = None,
    by: Actor,
    at: datetime,
) -> CalendarVersion:
    """Publish the next version of a calendar; clocks bound to earlier versions keep theirs.

    `week` holds seven texts from Monday, such as "09:00-12:30, 13:30-17:00"; an empty text is a closed day. `country`
    is a code of the holidays library ("KE", "DE-BY"); its days are stored, so a later library changes nothing.
    `holiday_edits` names further closed days, or takes a day off the list with an empty name. `exceptions` are days
    with windows of their own. Raises Refused for a zone, country or window that is none, and for a week never open.
    """
    if zone not in available_timezones():
        raise Refused("no such time zone", field="zone", value=zone, fix="use a name such as Africa/Nairobi")
    closed = _country_days(country) | {day.isoformat(): text for day, text in (holiday_edits or {}).items()}
    calendar, _ = Calendar.objects.update_or_create(code=code, defaults={"name": name})
    version = CalendarVersion(
        calendar=calendar,
        n=calendar.versions.count() + 1,
        zone=zone,
        week=[_windows("week", text) for text in week],
        country=country,
        holidays={day: text for day, text in sorted(closed.items()) if text},
        exceptions={day.isoformat(): _windows("exceptions", text) for day, text in (exceptions or {}).items()},
        covers_from=date(at.year - YEARS_BACK, 1, 1),
        covers_until=date(at.year + YEARS_AHEAD, 1, 1),
        published_at=at,
    )
    intervals = _intervals(version)
    version.save(force_insert=True)
    CalendarInterval.objects.bulk_create(intervals, batch_size=1_000)
    audit.record(
        by=by, at=at, action="calendar.published", entity="calendar", entity_id=calendar.id, data={"version": version.n}
    )
    return version


@transaction.atomic
def extend_calendars(*, at: datetime) -> int:
    """Write the rows of the years to come for the versions that run out of them; return how many versions did.

    What a version says does not change: only how far its rows reach.
    """
    reach = date(at.year + YEARS_AHEAD, 1, 1)
    short = list(CalendarVersion.objects.filter(covers_until__lt=reach))
    for version in short:
        version.covers_until = reach
        CalendarInterval.objects.filter(version=version).delete()
        CalendarInterval.objects.bulk_create(_intervals(version), batch_size=1_000)
        version.save(update_fields=["covers_until"])
    return len(short)


def _intervals(version: CalendarVersion) -> list[CalendarInterval]:
    try:
        table = build(definition_of(version), version.covers_from, version.covers_until)
    except NoOpenTime as error:
        raise Refused(str(error), field="week", fix="open at least one day") from error
    before = table.cumulative - (table.ends - table.starts)
    return [
        CalendarInterval(
            version=version,
            start_at=datetime.fromtimestamp(int(start), UTC),
            end_at=datetime.fromtimestamp(int(end), UTC),
            seconds_before=int(seconds),
        )
        for start, end, seconds in zip(table.starts, table.ends, before, strict=True)
    ]


def _windows(field: str, text: str) -> Windows:
    try:
        return parse_windows(text)
    except BadWindow as error:
        raise Refused(str(error), field=field, value=text, fix="write 09:00-12:30, 13:30-17:00") from error


def _country_days(country: str) -> dict[str, str]:
    if not country:
        return {}
    code, _, part = country.partition("-")
    try:
        days = holidays.country_holidays(code, subdiv=part or None, years=range(HOLIDAYS_FROM, HOLIDAYS_TO))
    except NotImplementedError as error:
        raise Refused("no holidays are known for this country", field="country", value=country) from error
    return {day.isoformat(): name for day, name in days.items()}
