"""A service clock is a fold over the events of an episode; whatever is stored is a cache of it.

Instants are whole UTC seconds. The clock's target and calendar are immutable versions, so the same events give the
same reading for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from heedful.analytics.calendar_intervals import COUNTED_IN_SECONDS, Span
from heedful.domain.cases.enums import ClockResult, ClockState
from heedful.domain.cases.rules.stretches import Happening, Mode, Stretch, Terms, cut


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock shows. `due_at` is None while it is paused; seconds are of the promise's own kind of time."""

    state: ClockState
    result: ClockResult
    elapsed: int
    remaining: int
    due_at: int | None
    breached_at: int | None
    stopped_at: int | None
    stretches: tuple[Stretch, ...]
    terms: Terms

    def reaches(self, percent: int) -> int | None:
        """Find the instant at which `percent` of the promise is used up; None when it never comes as things stand."""
        return _reach(self.terms, self.stretches, percent, running=self.state is ClockState.RUNNING)


def fold(happenings: Sequence[Happening], terms: Terms, now: int) -> Reading:
    """Read the clock at `now` from the happenings of its episode, the first of which is its opening."""
    stretches, ending = cut(happenings, terms, now)
    breach = _reach(terms, stretches, 100, running=False)
    end = stretches[-1].end if stretches else now
    breached_at = breach if breach is not None and breach < end else None
    if ending is not None:
        state = ClockState.STOPPED if ending is Mode.STOP else ClockState.CANCELLED
    else:
        state = ClockState.PAUSED if stretches and stretches[-1].mode is Mode.WAIT else ClockState.RUNNING
    if breached_at is not None:
        result = ClockResult.MISSED
    else:
        result = ClockResult.MET if state is ClockState.STOPPED else ClockResult.OPEN
    elapsed = sum(counted(terms, stretch) for stretch in stretches)
    projects = state is ClockState.RUNNING or state is ClockState.STOPPED or terms.span not in COUNTED_IN_SECONDS
    due = breached_at if breached_at is not None else _reach(terms, stretches, 100, running=projects)
    total = terms.amount if terms.span in COUNTED_IN_SECONDS else _deadline(terms, stretches) - stretches[0].start
    stopped_at = end if ending is Mode.STOP else None
    return Reading(state, result, elapsed, total - elapsed, due, breached_at, stopped_at, tuple(stretches), terms)


def counted(terms: Terms, stretch: Stretch) -> int:
    """Count the seconds of a stretch in the promise's kind of time."""
    if stretch.mode is not Mode.COUNT:
        return 0
    business = terms.span is Span.BUSINESS_SECONDS
    return terms.table.elapsed(stretch.start, stretch.end) if business else stretch.end - stretch.start


def _deadline(terms: Terms, stretches: Sequence[Stretch]) -> int:
    return terms.table.deadline(stretches[0].start, terms.amount, terms.span)


def _reach(terms: Terms, stretches: Sequence[Stretch], percent: int, *, running: bool) -> int | None:
    """Walk the counted time to the goal; `running` lets the last counted stretch go on beyond its end."""
    if terms.span not in COUNTED_IN_SECONDS:
        start = stretches[0].start
        instant = start + -(-(_deadline(terms, stretches) - start) * percent // 100)
        return instant if running or instant <= stretches[-1].end else None
    goal = -(-terms.amount * percent // 100)
    counting = [stretch for stretch in stretches if stretch.mode is Mode.COUNT]
    for stretch in counting:
        seconds = counted(terms, stretch)
        if goal <= seconds or (running and stretch is counting[-1]):
            return terms.table.deadline(stretch.start, goal, terms.span)
        goal -= seconds
    return None
