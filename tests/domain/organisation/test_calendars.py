"""Working calendars as they are stated, kept and read."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from heedful.analytics.calendar_intervals import build
from heedful.domain.organisation.models import CalendarInterval, CalendarVersion
from heedful.domain.organisation.operations.calendars import extend_calendars, publish_calendar
from heedful.domain.organisation.queries import calendars
from heedful.domain.organisation.queries.calendars import definition_of
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import NotFound, Refused
from tests.factories.promises import OFFICE

pytestmark = pytest.mark.django_db


def publish(at: datetime, **changes: object) -> CalendarVersion:
    fields: dict[str, object] = {"code": "office", "name": "Office", "zone": "Africa/Nairobi", "week": OFFICE}
    return publish_calendar(**{**fields, **changes}, by=SYSTEM, at=at)  # type: ignore[arg-type]  # a test's shorthand


def test_the_rows_are_the_table_and_join_in_sql(now: datetime) -> None:
    version = publish(now)
    table = calendars.table(version.id, now, now)
    rows = CalendarInterval.objects.filter(version=version).order_by("start_at")
    start, end = rows[10].start_at + timedelta(hours=1), rows[25].start_at + timedelta(hours=2)
    before = {row.start_at: row.seconds_before for row in rows}
    by_rows = before[rows[25].start_at] + 7_200 - before[rows[10].start_at] - 3_600
    assert table.elapsed(int(start.timestamp()), int(end.timestamp())) == by_rows == 15 * 8 * 3600 + 3600


def test_the_days_of_a_country_are_kept_and_edited(now: datetime) -> None:
    version = publish(
        now,
        country="KE",
        holiday_edits={date(2026, 12, 25): "", date(2026, 5, 4): "Founders' day"},
        exceptions={date(2026, 12, 24): "09:00-12:00"},
    )
    assert version.holidays["2026-05-04"] == "Founders' day"
    assert "2026-12-25" not in version.holidays
    assert "2026-12-12" in version.holidays  # Jamhuri day
    table = calendars.table(version.id, now, now)
    eve = int(datetime(2026, 12, 24, 0, 0, tzinfo=UTC).timestamp())
    assert table.elapsed(eve, eve + 86_400) == 3 * 3600
    assert table.elapsed(eve + 86_400, eve + 2 * 86_400) == 8 * 3600


def test_part_of_a_country() -> None:
    assert "Epiphany" in " ".join(publish(datetime(2026, 1, 2, tzinfo=UTC), country="DE-BY").holidays.values())


def test_versions_follow_each_other_and_the_past_keeps_its_own(now: datetime) -> None:
    first, second = publish(now), publish(now + timedelta(days=1), week=["00:00-24:00"] * 7)
    calendar_id = calendars.calendar("office").id
    for at, version in ((now - timedelta(days=900), first), (now, first), (now + timedelta(days=1), second)):
        assert calendars.versions_in_force(at) == {calendar_id: version.id}
    assert (first.n, second.n) == (1, 2)
    assert AuditRow.objects.filter(action="calendar.published").count() == 2


def test_the_table_reaches_as_far_as_it_is_asked(now: datetime) -> None:
    version = publish(now)
    for year in (2016, 2045):
        day = datetime(year, 6, 15, tzinfo=UTC)
        table = calendars.table(version.id, day, day)
        assert table.add(int(day.timestamp()), 40 * 3600) > day.timestamp()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"week": [""] * 7}, "week"),
        ({"week": ["09:00-17:00"] * 6}, "week"),
        ({"week": ["nine to five"] * 7}, "week"),
        ({"country": "XX"}, "country"),
        ({"exceptions": {date(2026, 1, 1): "?"}}, "exceptions"),
    ],
)
def test_what_is_no_calendar_is_refused_and_nothing_is_kept(
    now: datetime, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        publish(now, **changes)
    assert refusal.value.field == field
    assert not CalendarVersion.objects.exists()
    assert not calendars.calendars().exists()


def test_an_unknown_calendar_is_not_found() -> None:
    with pytest.raises(NotFound):
        calendars.calendar("none")
    with pytest.raises(NotFound):
        calendars.table(uuid4(), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def test_the_rows_are_made_longer_year_by_year(now: datetime) -> None:
    version = publish(now)
    assert extend_calendars(at=now) == 0
    later = now + timedelta(days=2 * 366)
    assert [extend_calendars(at=later), extend_calendars(at=later)] == [1, 0]
    rows = list(CalendarInterval.objects.filter(version=version).order_by("start_at"))
    table = build(definition_of(version), version.covers_from, date(later.year + 4, 1, 1))
    assert [int(row.start_at.timestamp()) for row in rows] == table.starts.tolist()
    assert [row.seconds_before for row in rows] == [0, *table.cumulative.tolist()[:-1]]
