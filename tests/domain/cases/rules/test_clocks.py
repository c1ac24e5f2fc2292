"""The clock as a fold: invariants on random episodes, and the stories of the specification."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.calendar_intervals import Definition, Span, build, parse_windows
from heedful.domain.cases.enums import CaseState, ClockResult, ClockState
from heedful.domain.cases.rules.clocks import Reading, fold
from heedful.domain.cases.rules.explain import explain
from heedful.domain.cases.rules.states import TRANSITIONS
from heedful.domain.cases.rules.stretches import Happening, Terms
from heedful.domain.journeys.enums import TargetKind

S = CaseState
HOUR, DAY = 3600, 86_400
WEEK = (parse_windows("09:00-12:30, 13:30-17:00"),) * 5 + (parse_windows("09:00-12:00"), parse_windows("23:00-05:00"))
TABLE = build(
    Definition("Europe/Berlin", WEEK, {date(2026, 4, 6): "Easter Monday"}), date(2026, 1, 1), date(2028, 1, 1)
)
OFFICE = build(
    Definition("Africa/Nairobi", (parse_windows("09:00-17:00"),) * 5 + ((), ()), {date(2026, 4, 6): "Easter Monday"}),
    date(2026, 1, 1),
    date(2027, 1, 1),
)
START = int(datetime(2026, 3, 20, 14, 0, tzinfo=ZoneInfo("Europe/Berlin")).timestamp())


def when(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Africa/Nairobi")).timestamp())


@st.composite
def episodes(draw: st.DrawFn) -> list[Happening]:
    """A walk through the table of states, with answers in between, spread over days."""
    at, state, replied = START, S.NEW, False
    result = [Happening(at, state)]
    for _ in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 3 * DAY))
        targets = [target for target in TRANSITIONS[state].values() if target is not S.REOPENED]
        if draw(st.booleans()) or not targets:
            replied = replied or draw(st.booleans())
        else:
            state = draw(st.sampled_from(targets))
        result.append(Happening(at, state, replied))
    return result


@st.composite
def promises(draw: st.DrawFn) -> Terms:
    span = draw(st.sampled_from(Span))
    in_seconds = span in (Span.BUSINESS_SECONDS, Span.CALENDAR_SECONDS)
    amount = draw(st.integers(1, 60 * HOUR)) if in_seconds else draw(st.integers(1, 8))
    return Terms(draw(st.sampled_from(TargetKind)), amount, span, in_seconds and draw(st.booleans()), TABLE)


seconds_later = st.integers(0, 40 * DAY)


def without_waits(happenings: Sequence[Happening]) -> list[Happening]:
    return [Happening(h.at, S.WORKING if h.state is S.WAITING_CUSTOMER else h.state, h.replied) for h in happenings]


@pytest.mark.invariant("C2")
@given(episodes(), promises(), seconds_later)
def test_elapsed_and_remaining_are_the_promise(happenings: list[Happening], terms: Terms, later: int) -> None:
    reading = fold(happenings, terms, START + later)
    total = reading.elapsed + reading.remaining
    if terms.span in (Span.BUSINESS_SECONDS, Span.CALENDAR_SECONDS):
        assert total == terms.amount
    else:
        assert total == terms.table.deadline(START, terms.amount, terms.span) - START
    assert (reading.result is ClockResult.MISSED) == (reading.breached_at is not None)
    assert reading.result is ClockResult.MISSED or reading.remaining >= 0


@pytest.mark.invariant("C1")
@given(episodes(), promises(), seconds_later)
def test_what_happens_later_changes_nothing_of_an_earlier_reading(
    happenings: list[Happening], terms: Terms, later: int
) -> None:
    now = START + later
    known = [h for h in happenings if h.at <= now]
    assert fold(happenings, terms, now) == fold(known, terms, now)


@pytest.mark.invariant("C5")
@given(episodes(), promises(), seconds_later)
def test_an_unpausable_clock_ignores_waiting(happenings: list[Happening], terms: Terms, later: int) -> None:
    fixed = Terms(terms.kind, terms.amount, terms.span, False, terms.table)
    plain, waiting = fold(without_waits(happenings), fixed, START + later), fold(happenings, fixed, START + later)
    assert (plain.elapsed, plain.due_at, plain.result) == (waiting.elapsed, waiting.due_at, waiting.result)


@given(episodes(), promises(), seconds_later)
def test_a_pausable_clock_never_shows_more_than_one_that_cannot_pause(
    happenings: list[Happening], terms: Terms, later: int
) -> None:
    fixed = Terms(terms.kind, terms.amount, terms.span, False, terms.table)
    assert fold(happenings, terms, START + later).elapsed <= fold(happenings, fixed, START + later).elapsed


@pytest.mark.invariant("C9")
@given(episodes(), promises(), seconds_later)
def test_only_a_persons_message_stops_a_first_response(happenings: list[Happening], terms: Terms, later: int) -> None:
    first = Terms(TargetKind.FIRST_RESPONSE, terms.amount, terms.span, terms.pausable, terms.table)
    now = START + later
    reading = fold(happenings, first, now)
    answered = [h.at for h in happenings if h.replied and h.at <= now]
    if reading.state is ClockState.STOPPED:
        assert reading.stopped_at == answered[0]
    silent = [Happening(h.at, h.state) for h in happenings]
    assert fold(silent, first, now).state is not ClockState.STOPPED


@pytest.mark.invariant("C3")
@given(episodes(), promises(), seconds_later, st.integers(1, 60 * HOUR))
def test_a_retarget_keeps_start_and_pauses(happenings: list[Happening], terms: Terms, later: int, amount: int) -> None:
    new = Terms(terms.kind, amount, Span.BUSINESS_SECONDS, True, terms.table)
    old = Terms(terms.kind, 30 * HOUR, Span.BUSINESS_SECONDS, True, terms.table)
    assert fold(happenings, new, START + later).elapsed == fold(happenings, old, START + later).elapsed


@given(episodes(), promises(), seconds_later)
def test_the_explanation_adds_up(happenings: list[Happening], terms: Terms, later: int) -> None:
    reading = fold(happenings, terms, START + later)
    lines = explain(reading)
    assert sum(line.seconds for line in lines) == reading.elapsed
    assert all(line.end == after.start for line, after in pairwise(lines))
    assert not lines or (lines[0].start, lines[-1].end) == (START, reading.stretches[-1].end)


@given(episodes(), promises(), seconds_later)
def test_a_due_time_announced_while_running_is_the_time_of_the_breach(
    happenings: list[Happening], terms: Terms, later: int
) -> None:
    reading = fold(happenings, terms, START + later)
    if reading.state is ClockState.RUNNING and reading.result is ClockResult.OPEN:
        assert reading.due_at is not None
        assert reading.due_at >= START + later
        quiet = [h for h in happenings if h.at <= START + later]
        assert fold(quiet, terms, reading.due_at + 1).breached_at == reading.due_at
        assert fold(quiet, terms, reading.due_at).result is ClockResult.OPEN


def resolve(hours: int, *, pausable: bool = True) -> Terms:
    return Terms(TargetKind.RESOLUTION, hours * HOUR, Span.BUSINESS_SECONDS, pausable, OFFICE)


def shown(instant: int | None) -> str:
    assert instant is not None
    return datetime.fromtimestamp(instant, ZoneInfo("Africa/Nairobi")).strftime("%a %d %H:%M")


def test_acceptance_1_due_time_over_a_long_weekend_and_why() -> None:
    friday = when("2026-04-03 16:30")
    reading = fold([Happening(friday, S.NEW)], resolve(8), when("2026-04-07 12:00"))
    assert shown(reading.due_at) == "Tue 07 16:30"
    lines = [(line.seconds / HOUR, line.why) for line in explain(reading)]
    assert lines == [
        (0.5, "counted: new"),
        (0, "skipped: outside working hours; Easter Monday (2026-04-06)"),
        (3.0, "counted: new"),
    ]


def working(*more: tuple[str, CaseState]) -> list[Happening]:
    opened = [Happening(when("2026-04-09 09:00"), S.NEW), Happening(when("2026-04-09 09:30"), S.WORKING)]
    return opened + [Happening(when(text), state) for text, state in more]


def test_acceptance_3_a_weekend_waiting_on_the_customer_adds_working_time_only() -> None:
    paused = working(("2026-04-10 15:00", S.WAITING_CUSTOMER), ("2026-04-13 11:00", S.WORKING))
    now = when("2026-04-13 11:00")
    straight, waited = fold(working(), resolve(40), now), fold(paused, resolve(40), now)
    assert shown(straight.due_at) == "Wed 15 17:00"
    assert shown(waited.due_at) == "Thu 16 13:00"  # two hours of Friday and two of Monday, not the weekend
    weeks = Terms(TargetKind.RESOLUTION, 8, Span.WEEKS, False, OFFICE)
    assert fold(paused, weeks, now).due_at == fold(working(), weeks, now).due_at == when("2026-06-05 00:00")


def test_a_paused_clock_has_no_due_time_but_its_alarm_already_passed_stands() -> None:
    paused = working(("2026-04-09 16:00", S.WAITING_CUSTOMER))
    reading = fold(paused, resolve(8), when("2026-04-12 10:00"))
    assert (reading.state, reading.due_at, reading.remaining) == (ClockState.PAUSED, None, HOUR)
    assert shown(reading.reaches(75)) == "Thu 09 15:00"
    assert reading.reaches(100) is None


def test_acceptance_4_a_higher_priority_counts_from_receipt_and_keeps_the_pause() -> None:
    paused = working(("2026-04-09 10:00", S.WAITING_CUSTOMER), ("2026-04-09 12:00", S.WORKING))
    now = when("2026-04-09 13:00")
    reading = fold(paused, resolve(4), now)
    assert (reading.elapsed, reading.result, shown(reading.due_at)) == (2 * HOUR, ClockResult.OPEN, "Thu 09 15:00")
    harsh = Terms(TargetKind.RESOLUTION, 4 * HOUR, Span.BUSINESS_SECONDS, True, OFFICE, pauses_from=now)
    assert fold(paused, harsh, now + 1).result is ClockResult.MISSED
    fresh = Terms(TargetKind.RESOLUTION, 4 * HOUR, Span.BUSINESS_SECONDS, True, OFFICE, since=now)
    assert fold(paused, fresh, now).elapsed == 0


def test_an_answer_that_is_refused_lets_the_clock_go_on() -> None:
    story = working(("2026-04-09 12:00", S.PROPOSED), ("2026-04-09 15:00", S.REFUSED))
    answered = fold(story, resolve(8), when("2026-04-09 14:00"))
    assert (answered.state, answered.result, answered.elapsed) == (ClockState.STOPPED, ClockResult.MET, 3 * HOUR)
    again = fold(story, resolve(8), when("2026-04-09 16:00"))
    assert (again.state, again.elapsed) == (ClockState.RUNNING, 4 * HOUR)
    statutory = fold(story, resolve(8, pausable=False), when("2026-04-09 16:00"))
    assert statutory.elapsed == 7 * HOUR


def test_missed_does_not_end_the_run_and_withdrawing_keeps_it() -> None:
    late = fold(working(), resolve(2), when("2026-04-09 13:00"))
    assert (late.state, late.result, late.remaining) == (ClockState.RUNNING, ClockResult.MISSED, -2 * HOUR)
    gone = fold(working(("2026-04-09 13:00", S.WITHDRAWN)), resolve(2), when("2026-04-10 13:00"))
    assert (gone.state, gone.result) == (ClockState.CANCELLED, ClockResult.MISSED)
    early = fold(working(("2026-04-09 10:00", S.WITHDRAWN)), resolve(2), when("2026-04-10 13:00"))
    assert (early.state, early.result, early.stopped_at) == (ClockState.CANCELLED, ClockResult.OPEN, None)


def test_the_explanation_of_a_fresh_clock_is_empty() -> None:
    assert explain(fold(working()[:1], resolve(2), when("2026-04-09 09:00"))) == []


def test_met_on_the_second() -> None:
    due: Reading = fold(working(("2026-04-09 11:00", S.PROPOSED)), resolve(2), when("2026-04-10 11:00"))
    assert due.result is ClockResult.MET


@pytest.mark.parametrize("kind", TargetKind)
def test_acknowledging_stops_its_own_clock_only(kind: TargetKind) -> None:
    terms = Terms(kind, 8 * HOUR, Span.CALENDAR_SECONDS, False, OFFICE)
    story = [Happening(when("2026-04-09 09:00"), S.NEW), Happening(when("2026-04-09 10:00"), S.ACKNOWLEDGED)]
    state = fold(story, terms, when("2026-04-09 11:00")).state
    assert state is (ClockState.STOPPED if kind is TargetKind.ACKNOWLEDGE else ClockState.RUNNING)


def test_closing_without_an_answer_cancels_the_first_response() -> None:
    terms = Terms(TargetKind.FIRST_RESPONSE, HOUR, Span.CALENDAR_SECONDS, False, OFFICE)
    reading = fold(working(("2026-04-09 09:40", S.CLOSED)), terms, when("2026-04-09 11:00"))
    assert (reading.state, reading.result) == (ClockState.CANCELLED, ClockResult.OPEN)
