"""Working time: lunch breaks, half days, nights, clock changes, holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.calendar_intervals import (
    BadWindow,
    Definition,
    NoOpenTime,
    OutsideTable,
    Span,
    Table,
    build,
    format_windows,
    parse_windows,
)

ZONES = ["Africa/Nairobi", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
DAYS = ["", "09:00-17:00", "09:00-12:30, 13:30-17:00", "22:00-06:00", "00:00-24:00", "02:15-02:45", "01:30-03:00"]
FIRST, LAST = date(2025, 12, 1), date(2027, 1, 1)


def at(zone: str, text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def local(table: Table, instant: int) -> str:
    return datetime.fromtimestamp(instant, table.zone).strftime("%a %Y-%m-%d %H:%M")


def naive_open(definition: Definition, instant: int) -> bool:
    """Tell by the wall clock whether a minute is open: the second implementation, slow and plain."""
    wall = datetime.fromtimestamp(instant, ZoneInfo(definition.zone))
    minute = wall.hour * 60 + wall.minute
    today = any(start <= minute < end for start, end in definition.windows(wall.date()))
    yesterday = definition.windows(wall.date() - timedelta(days=1))
    return today or any(start <= minute + 1440 < end for start, end in yesterday)


calendars = st.builds(
    Definition,
    zone=st.sampled_from(ZONES),
    week=st.lists(st.sampled_from(DAYS).map(parse_windows), min_size=7, max_size=7)
    .map(tuple)
    .filter(lambda week: any(week)),
    holidays=st.dictionaries(st.dates(FIRST, LAST), st.just("Holiday"), max_size=5),
    exceptions=st.dictionaries(st.dates(FIRST, LAST), st.sampled_from(DAYS).map(parse_windows), max_size=3),
)
instants = st.integers(
    int(datetime(2026, 1, 2, tzinfo=UTC).timestamp()), int(datetime(2026, 11, 20, tzinfo=UTC).timestamp())
)


@given(calendars, instants, st.integers(0, 20 * 3600))
def test_elapsed_undoes_add(definition: Definition, start: int, seconds: int) -> None:
    table = build(definition, FIRST, LAST)
    try:
        end = table.add(start, seconds)
    except OutsideTable:
        return
    assert table.elapsed(start, end) == seconds
    assert end == start or table.elapsed(start, end - 1) == seconds - 1


@given(calendars, instants, st.integers(1, 72))
def test_elapsed_is_what_the_wall_clock_says(definition: Definition, start: int, hours: int) -> None:
    table = build(definition, FIRST, LAST)
    start -= start % 60
    minutes = range(start, start + hours * 3600, 60)
    assert table.elapsed(start, start + hours * 3600) == 60 * sum(naive_open(definition, each) for each in minutes)


@given(calendars, instants, st.integers(0, 400_000))
def test_pieces_cover_the_span_and_their_open_parts_are_the_elapsed_time(
    definition: Definition, start: int, length: int
) -> None:
    table = build(definition, FIRST, LAST)
    pieces = table.pieces(start, start + length)
    assert sum(end - begin for begin, end, _ in pieces) == length
    assert [end for _, end, _ in pieces[:-1]] == [begin for begin, _, _ in pieces[1:]]
    assert sum(end - begin for begin, end, is_open in pieces if is_open) == table.elapsed(start, start + length)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 5), ("2026-10-24", 7), ("2026-06-01", 6)])
def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn(day: str, hours: int) -> None:
    table = build(Definition("Europe/Berlin", (parse_windows("23:00-05:00"),) * 7), FIRST, LAST)
    assert table.elapsed(at("Europe/Berlin", f"{day} 22:00"), at("Europe/Berlin", f"{day} 22:00") + 12 * 3600) == (
        hours * 3600
    )


@pytest.mark.feature("CA-2", part="business-calendar tests")
def test_friday_half_past_four_eight_hours_monday_a_holiday() -> None:
    week = (parse_windows("09:00-17:00"),) * 5 + ((), ())
    table = build(Definition("Africa/Nairobi", week, {date(2026, 4, 6): "Easter Monday"}), FIRST, LAST)
    friday = at("Africa/Nairobi", "2026-04-03 16:30")
    due = table.deadline(friday, 8 * 3600, Span.BUSINESS_SECONDS)
    assert local(table, due) == "Tue 2026-04-07 16:30"
    assert table.holidays_between(friday, due) == ["Easter Monday (2026-04-06)"]


def test_lunch_break_and_saturday_half_day() -> None:
    week = (parse_windows("09:00-12:30, 13:30-17:00"),) * 5 + (parse_windows("09:00-12:00"), ())
    table = build(Definition("Africa/Nairobi", week), FIRST, LAST)
    assert local(table, table.add(at("Africa/Nairobi", "2026-04-10 12:00"), 3600)) == "Fri 2026-04-10 14:00"
    assert local(table, table.add(at("Africa/Nairobi", "2026-04-10 16:00"), 3 * 3600)) == "Sat 2026-04-11 11:00"
    assert local(table, table.next_open(at("Africa/Nairobi", "2026-04-11 12:00"))) == "Mon 2026-04-13 09:00"


def test_close_of_the_third_business_day_and_end_of_eight_weeks() -> None:
    week = (parse_windows("09:00-17:00"),) * 5 + ((), ())
    table = build(Definition("Europe/London", week, {date(2026, 4, 3): "Good Friday"}), FIRST, LAST)
    received = at("Europe/London", "2026-04-01 18:00")
    assert local(table, table.deadline(received, 3, Span.BUSINESS_DAY_CLOSE)) == "Tue 2026-04-07 17:00"
    assert local(table, table.deadline(received, 8, Span.WEEKS)) == "Thu 2026-05-28 00:00"
    assert local(table, table.deadline(received, 1, Span.CALENDAR_DAYS)) == "Fri 2026-04-03 00:00"
    assert table.deadline(received, 90, Span.CALENDAR_SECONDS) == received + 90


def test_a_week_without_open_time_is_refused() -> None:
    with pytest.raises(NoOpenTime):
        build(Definition("UTC", ((),) * 7), FIRST, LAST)


@pytest.mark.parametrize("text", ["9-17", "09:00", "25:00-26:00", "09:60-10:00", "24:00-25:00", "a:00-b:00"])
def test_a_window_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadWindow):
        parse_windows(text)


def test_overlapping_windows_are_refused() -> None:
    with pytest.raises(BadWindow, match="overlap"):
        parse_windows("09:00-12:00, 11:00-17:00")


@given(st.sampled_from(DAYS))
def test_windows_survive_being_written_and_read(text: str) -> None:
    assert parse_windows(format_windows(parse_windows(text))) == parse_windows(text)


def test_before_the_first_opening_nothing_has_passed() -> None:
    table = build(Definition("UTC", (parse_windows("09:00-17:00"),) * 7), date(2026, 1, 1), date(2026, 1, 3))
    assert table.open_until(at("UTC", "2026-01-01 08:00")) == 0


def test_beyond_the_table_is_an_error_and_no_guess() -> None:
    table = build(Definition("UTC", (parse_windows("00:00-24:00"),) * 7), date(2026, 1, 1), date(2026, 1, 3))
    day = at("UTC", "2026-01-02 00:00")
    for ask in (
        lambda: table.add(day, 10 * 86_400),
        lambda: table.open_until(day - 10 * 86_400),
        lambda: table.next_open(day + 5 * 86_400),
        lambda: table.close_of_day(day, 9),
    ):
        with pytest.raises(OutsideTable):
            ask()
