"""What the states of an episode mean for a clock: stretches of time that count, wait, stop or cancel it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from heedful.analytics.calendar_intervals import Span, Table
from heedful.domain.cases.enums import CaseState
from heedful.domain.journeys.enums import TargetKind

S = CaseState


@dataclass(frozen=True, slots=True)
class Happening:
    """What a clock sees of an event: when, the state after it, and whether a person has answered the customer."""

    at: int
    state: CaseState
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The promise a clock is bound to. `since` replaces the receipt as start; waits before `pauses_from` count."""

    kind: TargetKind
    amount: int
    span: Span
    pausable: bool
    table: Table
    since: int | None = None
    pauses_from: int | None = None


class Mode(Enum):
    """What a state does to a clock."""

    COUNT = auto()
    WAIT = auto()
    STOP = auto()
    CANCEL = auto()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which nothing changed for the clock."""

    start: int
    end: int
    mode: Mode
    state: CaseState


def mode(kind: TargetKind, state: CaseState, *, replied: bool) -> Mode:
    """Say what a state does to a clock. Only a person's message stops a first response (invariant C9)."""
    if state is S.WITHDRAWN:
        return Mode.CANCEL
    if kind is TargetKind.ACKNOWLEDGE:
        return Mode.COUNT if state in (S.NEW, S.REOPENED) else Mode.STOP
    if kind is TargetKind.FIRST_RESPONSE and replied:
        return Mode.STOP
    if kind is TargetKind.FIRST_RESPONSE and state is S.CLOSED:
        return Mode.CANCEL
    if kind is TargetKind.OLA and state is S.CLOSED:
        return Mode.STOP
    if kind is TargetKind.RESOLUTION and state in (S.PROPOSED, S.ACCEPTED, S.EXTERNAL, S.CLOSED):
        return Mode.STOP
    return Mode.WAIT if state is S.WAITING_CUSTOMER else Mode.COUNT


def cut(happenings: Sequence[Happening], terms: Terms, now: int) -> tuple[list[Stretch], Mode | None]:
    """Cut time at the happenings up to the end that holds; a stop that was taken back is a wait."""
    known = [happening for happening in happenings if happening.at <= now] or list(happenings[:1])
    modes = [mode(terms.kind, happening.state, replied=happening.replied) for happening in known]
    count = len(known)
    while count > 1 and modes[count - 1] in (Mode.STOP, Mode.CANCEL):
        count -= 1
    ending = modes[count] if count < len(known) else None
    end = known[count].at if ending else max(now, known[0].at)
    since = known[0].at if terms.since is None else terms.since
    result = []
    for i in range(count):
        start, until = max(known[i].at, since), known[i + 1].at if i + 1 < count else end
        if until > start or i + 1 == count:
            result += _waits(Stretch(start, max(start, until), modes[i], known[i].state), terms)
    return result, ending


def _waits(stretch: Stretch, terms: Terms) -> list[Stretch]:
    """Count what may not pause: every wait of a statutory clock, and waits before a non-retroactive retarget."""
    start, end, kind, state = stretch.start, stretch.end, stretch.mode, stretch.state
    if kind is Mode.COUNT:
        return [stretch]
    from_ = end if not terms.pausable else min(max(terms.pauses_from or start, start), end)
    pieces = [Stretch(start, from_, Mode.COUNT, state), Stretch(from_, end, Mode.WAIT, state)]
    return [piece for piece in pieces if piece.end > piece.start] or [pieces[int(terms.pausable)]]
