"""The clock between departments over clock changes and holidays, and the sharing out of time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases.enums import ClockResult, ClockState, HandOverVerb
from heedful.domain.cases.rules.clocks import fold
from heedful.domain.cases.rules.hand_overs import TRANSITIONS, Held, happenings, next_state, who_used
from heedful.domain.cases.rules.states import NotAllowed
from heedful.domain.cases.rules.stretches import Terms
from heedful.domain.journeys.enums import TargetKind
from tests.domain.cases.rules.test_clocks import DAY, HOUR, TABLE

V = HandOverVerb
BERLIN = ZoneInfo("Europe/Berlin")
EASTER = datetime(2026, 3, 27, 14, 0, tzinfo=BERLIN)
"""The Friday before the clocks go forward; ten days on lies Easter Monday, a holiday of the table."""
STARTS = [int(EASTER.timestamp()), int(datetime(2026, 10, 23, 14, 0, tzinfo=BERLIN).timestamp())]


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[int, HandOverVerb]]:
    """A walk through the table of moves from a Friday before a clock change."""
    at, state = draw(st.sampled_from(STARTS)), ClockState.RUNNING
    told = [(at, V.ASK)]
    for _ in range(draw(st.integers(0, 8))):
        if not TRANSITIONS[state]:
            break
        at += draw(st.integers(0, 4 * DAY))
        verb = draw(st.sampled_from(sorted(TRANSITIONS[state])))
        state = next_state(state, verb)
        told.append((at, verb))
    return told


def ran(told: list[tuple[int, HandOverVerb]], now: int) -> list[tuple[int, int]]:
    """The stretches in which the clock ran, told naively: from an asking or resuming to what comes next."""
    known = [each for each in told if each[0] <= now]
    ends = [*known[1:], (now, V.RESUME)]
    return [
        (start, min(until, now))
        for (start, verb), (until, _) in zip(known, ends, strict=True)
        if verb in (V.ASK, V.RESUME)
    ]


@pytest.mark.feature("JO-4", part="clock property tests over clock changes and holidays")
@given(stories(), st.integers(1, 80 * HOUR), st.integers(0, 40 * DAY))
def test_only_working_time_that_ran_counts(told: list[tuple[int, HandOverVerb]], amount: int, later: int) -> None:
    now = told[0][0] + later
    terms = Terms(TargetKind.OLA, amount, Span.BUSINESS_SECONDS, True, TABLE)
    reading = fold(happenings(told), terms, now)
    counted = sum(TABLE.elapsed(start, end) for start, end in ran(told, now))
    assert reading.elapsed == counted
    assert reading.remaining == amount - counted
    missed = reading.result is ClockResult.MISSED
    assert missed or counted <= amount
    assert not missed or counted >= amount  # used up to the second and then paused is missed too
    if reading.due_at is not None and reading.state is ClockState.RUNNING:
        more = fold(happenings([each for each in told if each[0] <= now]), terms, max(now, reading.due_at))
        assert more.elapsed >= amount
    if reading.breached_at is not None:
        at_breach = fold(happenings(told), terms, reading.breached_at)
        assert at_breach.elapsed == amount


@given(stories(), st.integers(1, 80 * HOUR), st.integers(0, 40 * DAY))
def test_a_pause_never_adds_time(told: list[tuple[int, HandOverVerb]], amount: int, later: int) -> None:
    terms = Terms(TargetKind.OLA, amount, Span.BUSINESS_SECONDS, True, TABLE)
    now = told[0][0] + later
    kept = [(at, verb) for at, verb in told if verb not in (V.PAUSE, V.RESUME)]
    assert fold(happenings(told), terms, now).elapsed <= fold(happenings(kept), terms, now).elapsed


def test_the_night_of_the_clock_change_counts_its_real_hours() -> None:
    """The table is open on Sundays from 23:00 to 05:00, as on Saturday night; in spring that night has five hours."""
    told = [(int(datetime(2026, 3, 28, 0, 0, tzinfo=BERLIN).timestamp()), V.ASK)]
    terms = Terms(TargetKind.OLA, 80 * HOUR, Span.BUSINESS_SECONDS, True, TABLE)
    easter = int(datetime(2026, 4, 6, 9, 0, tzinfo=BERLIN).timestamp())
    before, after = fold(happenings(told), terms, easter), fold(happenings(told), terms, easter + 8 * HOUR)
    assert before.elapsed == after.elapsed  # Easter Monday is no working day


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.sampled_from("abc")), max_size=6),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_every_second_is_used_by_somebody_once(held: list[tuple[int, int, str]], start: int, length: int) -> None:
    spans = [Held(min(one, other), max(one, other), who) for one, other, who in held]
    end = start + length
    used = who_used(start, end, spans, "desk")
    assert sum(used.values()) == length
    naive: dict[str, int] = {}
    for second in range(start, end):
        who = next((each.who for each in spans if each.start <= second < each.end), "desk")
        naive[who] = naive.get(who, 0) + 1
    assert used == naive


def test_what_the_table_does_not_hold_is_refused() -> None:
    for state, row in TRANSITIONS.items():
        for verb in set(V) - set(row):
            with pytest.raises(NotAllowed):
                next_state(state, verb)
    assert [each.at for each in happenings([(5, V.ASK), (3, V.PAUSE)])] == [5, 5]
