"""Hand-overs between departments: a table of moves, what a clock sees of them, and who used the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from heedful.domain.cases.enums import CaseState, ClockState, HandOverVerb
from heedful.domain.cases.rules.states import NotAllowed
from heedful.domain.cases.rules.stretches import Happening

C, V = ClockState, HandOverVerb

TRANSITIONS: dict[ClockState, dict[HandOverVerb, ClockState]] = {
    C.RUNNING: {V.PAUSE: C.PAUSED, V.ANSWER: C.STOPPED, V.WITHDRAW: C.CANCELLED},
    C.PAUSED: {V.RESUME: C.RUNNING, V.ANSWER: C.STOPPED, V.WITHDRAW: C.CANCELLED},
    C.STOPPED: {},
    C.CANCELLED: {},
}
OPEN = (C.RUNNING, C.PAUSED)
_SEEN = {
    V.ASK: CaseState.WORKING,
    V.PAUSE: CaseState.WAITING_CUSTOMER,
    V.RESUME: CaseState.WORKING,
    V.ANSWER: CaseState.CLOSED,
    V.WITHDRAW: CaseState.WITHDRAWN,
}


def next_state(state: ClockState, verb: HandOverVerb) -> ClockState:
    """Give the state that `verb` leads to; raise NotAllowed and name the moves that there are."""
    allowed = TRANSITIONS[state]
    if verb not in allowed:
        others = ", ".join(other.label.lower() for other in allowed) or "none"
        raise NotAllowed(
            f"a hand-over that is {state.label.lower()} cannot {verb.label.lower()}",
            field="verb",
            fix=f"possible now: {others}",
        )
    return allowed[verb]


def happenings(moves: Sequence[tuple[int, HandOverVerb]]) -> list[Happening]:
    """Reduce the events of a hand-over to what its clock sees; instants are whole UTC seconds and never go back."""
    seen: list[Happening] = []
    for at, verb in moves:
        seen.append(Happening(max(at, seen[-1].at) if seen else at, _SEEN[verb]))
    return seen


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of time in which somebody had the case."""

    start: int
    end: int
    who: str


def who_used(start: int, end: int, held: Sequence[Held], rest: str) -> dict[str, int]:
    """Share out the seconds of [start, end): each goes to the first of `held` that covers it, else to `rest`.

    Every second is counted once.

    >>> who_used(0, 10, [Held(2, 6, "stores"), Held(4, 8, "customer")], "desk")
    {'desk': 4, 'stores': 4, 'customer': 2}
    """
    inside = [Held(max(start, each.start), min(end, each.end), each.who) for each in held]
    inside = [each for each in inside if each.end > each.start]
    cuts = sorted({start, end, *(each.start for each in inside), *(each.end for each in inside)})
    used: dict[str, int] = {}
    for begins, ends in pairwise(cuts):
        who = next((each.who for each in inside if each.start <= begins and each.end >= ends), rest)
        used[who] = used.get(who, 0) + ends - begins
    return used
