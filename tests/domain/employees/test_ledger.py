"""Time for customers: nothing counts twice, nothing counts without what came of it."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.employees.enums import TimeKind, TimeSource
from heedful.domain.employees.models import TimeEntry
from heedful.domain.employees.operations import ledger
from heedful.domain.employees.queries import ledger as queries
from heedful.domain.employees.rules.calendars import meetings
from heedful.domain.employees.rules.ledger import Spent, reconciled
from heedful.domain.measurement.models import Period
from heedful.domain.measurement.queries.pack_leaders import leaders_record, leaders_rows
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation import queries as people
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import SINCE, Company

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:shop
DTSTART:20260302T080000Z
DTEND:20260302T100000Z
SUMMARY:At the counter #customers
END:VEVENT
BEGIN:VEVENT
UID:weekly
DTSTART:20260303T090000Z
DTEND:20260303T100000Z
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20260310T090000Z
CATEGORIES:Debrief
SUMMARY:What we learned
END:VEVENT
BEGIN:VEVENT
UID:weekly
RECURRENCE-ID:20260317T090000Z
DTSTART:20260316T140000Z
DTEND:20260316T150000Z
CATEGORIES:Debrief
SUMMARY:What we learned, moved
END:VEVENT
BEGIN:VEVENT
UID:leave
DTSTART;VALUE=DATE:20260305
SUMMARY:Off #away
END:VEVENT
BEGIN:VEVENT
UID:private
DTSTART:20260304T080000Z
DTEND:20260304T090000Z
SUMMARY:Doctor
END:VEVENT
BEGIN:VEVENT
UID:off
DTSTART:20260306T080000Z
DTEND:20260306T090000Z
STATUS:CANCELLED
SUMMARY:Visit #customers
END:VEVENT
END:VCALENDAR
"""


def content(text: str = CALENDAR) -> bytes:
    return text.replace("\n", "\r\n").encode()


@st.composite
def entries(draw: st.DrawFn) -> list[Spent]:
    found = []
    for _ in range(draw(st.integers(0, 9))):
        begin = MONDAY + draw(st.integers(0, 40)) * timedelta(minutes=15)
        length = draw(st.integers(1, 20)) * timedelta(minutes=15)
        kind, source = draw(st.sampled_from(list(TimeKind))), draw(st.sampled_from(list(TimeSource)))
        found.append(Spent(uuid4(), kind, source, begin, begin + length, draw(st.integers(0, 2))))
    return found


@pytest.mark.feature("EM-5", part="diary and calendar reconcile: the sum is the union, in any order")
@given(entries(), st.integers(0, 999))
def test_an_hour_counts_once(told: list[Spent], seed: int) -> None:
    covers = reconciled(told)
    quarters = {
        (each.starts_at + step * timedelta(minutes=15))
        for each in told
        for step in range(int((each.ends_at - each.starts_at) / timedelta(minutes=15)))
    }
    assert sum(covers.values(), timedelta()) == len(quarters) * timedelta(minutes=15)
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    assert reconciled(shuffled) == covers
    for diary in (each for each in told if each.source is TimeSource.DIARY):
        alone = reconciled([each for each in told if each.source is TimeSource.DIARY])
        assert covers[diary.id] == alone[diary.id], "the diary is believed"


def test_a_calendar_is_read_and_only_what_says_what_it_was_for() -> None:
    found = meetings(content(), since=date(2026, 3, 1), until=date(2026, 4, 1), zone=UTC)
    assert [(each.kind.value, f"{each.starts_at:%d %H}") for each in found] == [
        ("customers", "02 08"), ("debrief", "03 09"), ("away", "05 09"), ("debrief", "16 14"), ("debrief", "24 09"),
    ]  # fmt: skip
    for wrong in (b"no calendar", content(CALENDAR.replace("FREQ=WEEKLY", "FREQ=SECONDLY")), b"x" * 3_000_000):
        with pytest.raises(Refused):
            meetings(wrong, since=date(2026, 3, 1), until=date(2026, 4, 1), zone=UTC)


def counted(company: Company, now: datetime) -> None:
    ledger.count_leader(
        person_id=company.people["north-lead"], weekly_hours=40, since=date(2026, 1, 1), by=company.actor("leader"),
        at=now,
    )  # fmt: skip


@pytest.mark.feature("EM-5", part="share against 1/3 and debrief ratio by hand: findings and owned actions decide")
def test_the_formulas_by_hand(company: Company, now: datetime) -> None:
    counted(company, now)
    lead, owner = company.actor("north-lead"), company.people["north-agent"]
    for day, hours, finding in ((0, 4, "The label is unreadable"), (1, 6, ""), (3, 5, "They wait at the wrong gate")):
        begin = MONDAY + timedelta(days=day)
        ledger.write_time(
            kind=TimeKind.CUSTOMERS, starts_at=begin, ends_at=begin + hours * HOUR, finding=finding, by=lead, at=now
        )
    for day, with_action in ((0, True), (3, False)):
        begin = MONDAY + timedelta(days=day, hours=7)
        entry = ledger.write_time(kind=TimeKind.DEBRIEF, starts_at=begin, ends_at=begin + 4 * HOUR, by=lead, at=now)
        if with_action:
            ledger.add_action(
                entry_id=entry.id, text="New labels", owner_id=owner, due_on=date(2026, 4, 1), by=lead, at=now
            )
    begin = MONDAY + timedelta(days=4)
    ledger.write_time(kind=TimeKind.AWAY, starts_at=begin, ends_at=begin + 8 * HOUR, by=lead, at=now)
    rows, whole = queries.leaders(company.actor("board"), date(2026, 3, 2), date(2026, 3, 9))
    (row,) = rows
    assert row.time == whole
    assert (row.time.working, row.time.customers, row.time.customer_days, row.time.unproven) == (32, 9, 2, 6)
    assert row.time.share == pytest.approx(9 / 32)
    assert row.time.debrief_ratio == pytest.approx(4 / (0.5 * 2 * 8))
    assert (row.time.findings, row.time.actions, row.time.empty_debrief) == (2, 1, 4)
    (owed,) = queries.open_actions(company.actor("north-agent"))
    ledger.finish_action(action_id=owed.id, by=company.actor("north-agent"), at=now)
    assert queries.done_share(date(2026, 3, 2), date(2026, 3, 9)) == (1, 1)
    assert queries.leaders(company.actor("north-lead"), date(2026, 3, 2), date(2026, 3, 9))[0] == []


@pytest.mark.feature("EM-5", part="the row of the board: stored with the pack of a period")
def test_the_board_row(company: Company, now: datetime) -> None:
    march = Period(kind="month", starts=date(2026, 3, 1), ends=date(2026, 4, 1))
    assert leaders_record(march) is None
    counted(company, now)
    lead = company.actor("north-lead")
    ledger.write_time(
        kind=TimeKind.CUSTOMERS, starts_at=MONDAY, ends_at=MONDAY + 8 * HOUR, finding="Seen", by=lead, at=now
    )
    told = leaders_record(march)
    assert told is not None
    assert (told["customers"], told["working"], told["customer_days"]) == (8, 176, 1)
    rows = leaders_rows({"leaders": told})
    assert rows[0][1:] == ["5 %", "above a third of working hours"]
    assert leaders_rows({}) == []


@pytest.mark.feature("EM-5", part="the same calendar twice changes nothing; what the diary has too counts once")
def test_a_calendar_loads_once(company: Company, now: datetime) -> None:
    lead, window = company.actor("north-lead"), {"since": date(2026, 3, 1), "until": date(2026, 4, 1)}
    counted(company, now)
    first = ledger.load_calendar(content=content(), **window, by=lead, at=now)
    assert (first.new, first.same) == (4, 0), "the meeting of the 24th lies ahead"
    again = ledger.load_calendar(content=content(), **window, by=lead, at=now)
    assert (again.new, again.changed, again.same, again.gone) == (0, 0, 4, 0)
    ledger.write_time(
        kind=TimeKind.CUSTOMERS, starts_at=MONDAY + HOUR, ends_at=MONDAY + 3 * HOUR, finding="x", by=lead, at=now
    )
    time = queries.time_of(company.people["north-lead"], date(2026, 3, 2), date(2026, 3, 3))
    assert time is not None and time.customers == 3, "8 to 10 in the calendar, 9 to 11 in the diary"
    moved = CALENDAR.replace("20260302T080000Z", "20260309T080000Z").replace("20260302T100000Z", "20260309T100000Z")
    assert ledger.load_calendar(content=content(moved), **window, by=lead, at=now).changed == 1
    without = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n"
    assert ledger.load_calendar(content=content(without), **window, by=lead, at=now).gone == 4
    assert TimeEntry.objects.filter(source=TimeSource.CALENDAR).count() == 0
    assert "Doctor" not in str(list(TimeEntry.objects.values())), "titles are not kept"


@pytest.mark.feature("EM-5")
def test_diary_and_calendar_reconcile_into_the_formulas_and_the_board_row(company: Company, now: datetime) -> None:
    """By hand, March up to the 17th: the calendar has two hours on the 2nd, and debriefs on the 3rd and the 16th."""
    counted(company, now)
    lead, march = company.actor("north-lead"), (date(2026, 3, 1), date(2026, 4, 1))
    ledger.load_calendar(content=content(), since=march[0], until=march[1], by=lead, at=now)
    ledger.write_time(
        kind=TimeKind.CUSTOMERS, starts_at=MONDAY + HOUR, ends_at=MONDAY + 3 * HOUR, finding="No bell", by=lead, at=now
    )
    tuesday = MONDAY + timedelta(days=1)
    debrief = ledger.write_time(
        kind=TimeKind.DEBRIEF, starts_at=tuesday + HOUR, ends_at=tuesday + 3 * HOUR, by=lead, at=now
    )
    owner = company.people["north-agent"]
    ledger.add_action(entry_id=debrief.id, text="A bell", owner_id=owner, due_on=date(2026, 4, 1), by=lead, at=now)
    time = queries.time_of(company.people["north-lead"], *march)
    assert time is not None
    customers_ = 3.0  # 8 to 10 in the calendar and 9 to 11 in the diary overlap by one hour
    working = 22 * 8 - 8.0  # 22 working days, one of them off
    assert (time.customers, time.working, time.customer_days) == (customers_, working, 1)
    assert time.share == pytest.approx(customers_ / working)
    assert time.share < 1 / 3
    assert time.debrief_ratio == pytest.approx(2 / (0.5 * 1 * 8)), "only the debrief with an owned action is proven"
    told = leaders_record(Period(kind="month", starts=march[0], ends=march[1]))
    assert told is not None
    assert (told["customers"], told["working"], told["customer_days"]) == (customers_, working, 1)
    (row, *_) = leaders_rows({"leaders": told})
    assert row[1:] == ["2 %", "above a third of working hours"]


def test_inward_and_outward_by_unit_from_five_diaries_on(company: Company, now: datetime) -> None:
    ids: list[UUID] = [
        organisation.add_person(
            name=f"N {n}", email=f"n{n}@simba.example", unit_id=company.units["north-desk"], since=SINCE, by=SYSTEM,
            at=now,
        ).id
        for n in range(5)
    ]  # fmt: skip
    for number, person in enumerate(ids):
        actor = people.actor_for_person(people.person(person), now)
        ledger.write_time(kind=TimeKind.CUSTOMERS, starts_at=MONDAY, ends_at=MONDAY + 2 * HOUR, by=actor, at=now)
        ledger.write_time(
            kind=TimeKind.COLLEAGUES, starts_at=MONDAY + 3 * HOUR, ends_at=MONDAY + 4 * HOUR, by=actor, at=now
        )
        (row,) = queries.hours_by_unit(company.actor("leader"), date(2026, 3, 1), date(2026, 4, 1))
        assert bool(row.hidden) is (number < 4)
    assert (row.inward, row.outward, row.ratio) == (5, 10, 0.5)
    (part,) = queries.hours_by_unit(company.actor("leader"), date(2026, 3, 4), date(2026, 3, 9))
    assert (part.inward, part.outward) == (row.inward, row.outward), "no window ends within a month"


def test_what_is_not_written_down(company: Company, now: datetime) -> None:
    lead = company.actor("north-lead")
    for begin, end in ((MONDAY, MONDAY), (MONDAY, MONDAY + 30 * HOUR), (now + HOUR, now + 2 * HOUR)):
        with pytest.raises(Refused):
            ledger.write_time(kind=TimeKind.CUSTOMERS, starts_at=begin, ends_at=end, by=lead, at=now)
    with pytest.raises(Denied):
        ledger.write_time(kind=TimeKind.AWAY, starts_at=MONDAY, ends_at=MONDAY + HOUR, by=SYSTEM, at=now)
    entry = ledger.write_time(kind=TimeKind.AWAY, starts_at=MONDAY, ends_at=MONDAY + HOUR, by=lead, at=now)
    with pytest.raises(Refused):
        ledger.add_finding(entry_id=entry.id, text="x", by=lead, at=now)
    with pytest.raises(NotFound):
        ledger.add_finding(entry_id=entry.id, text="x", by=company.actor("south-lead"), at=now)
    with pytest.raises(Denied):
        ledger.count_leader(
            person_id=company.people["leader"], weekly_hours=40, since=date(2026, 1, 1), by=lead, at=now
        )
