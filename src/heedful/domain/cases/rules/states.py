"""The case as a table of moves. Menus, buttons and the reference page are made from it."""

from heedful.domain.cases.enums import CaseKind, CaseState, Verb
from heedful.foundation.errors import Refused

S, V = CaseState, Verb

_WORK = {
    V.WAIT_CUSTOMER: S.WAITING_CUSTOMER,
    V.WAIT_PARTNER: S.WAITING_PARTNER,
    V.WAIT_INTERNAL: S.WAITING_INTERNAL,
    V.PROPOSE: S.PROPOSED,
    V.CLOSE: S.CLOSED,
    V.WITHDRAW: S.WITHDRAWN,
}
_WAIT = {V.RESUME: S.WORKING, V.WITHDRAW: S.WITHDRAWN}

TRANSITIONS: dict[CaseState, dict[Verb, CaseState]] = {
    S.NEW: {V.ACKNOWLEDGE: S.ACKNOWLEDGED, V.WITHDRAW: S.WITHDRAWN},
    S.REOPENED: {V.ACKNOWLEDGE: S.ACKNOWLEDGED, V.WITHDRAW: S.WITHDRAWN},
    S.ACKNOWLEDGED: {V.BEGIN: S.WORKING, V.WITHDRAW: S.WITHDRAWN},
    S.WORKING: _WORK,
    S.WAITING_CUSTOMER: _WAIT,
    S.WAITING_PARTNER: _WAIT,
    S.WAITING_INTERNAL: _WAIT,
    S.PROPOSED: {V.ACCEPT: S.ACCEPTED, V.REFUSE: S.REFUSED, V.WITHDRAW: S.WITHDRAWN},
    S.ACCEPTED: {V.CLOSE: S.CLOSED},
    S.REFUSED: {V.REWORK: S.WORKING, V.GO_EXTERNAL: S.EXTERNAL, V.WITHDRAW: S.WITHDRAWN},
    S.EXTERNAL: {V.CLOSE: S.CLOSED},
    S.CLOSED: {V.REOPEN: S.REOPENED},
    S.WITHDRAWN: {},
}
OPEN_STATES = frozenset(state for state in S if state not in (S.CLOSED, S.WITHDRAWN))
WAITING_STATES = frozenset({S.WAITING_CUSTOMER, S.WAITING_PARTNER, S.WAITING_INTERNAL})

# What the customer reads: (where we are, what happens next).
IN_PLAIN_WORDS: dict[CaseState, tuple[str, str]] = {
    S.NEW: ("We have received your message.", "A colleague will confirm it and take it up."),
    S.REOPENED: ("We have opened your case again.", "A colleague will confirm it and take it up."),
    S.ACKNOWLEDGED: ("A colleague has read your message.", "We will look into what happened."),
    S.WORKING: ("We are looking into what happened.", "We will tell you what we found and what we will do."),
    S.WAITING_CUSTOMER: ("We need something from you.", "As soon as you answer, we go on."),
    S.WAITING_PARTNER: ("A partner of ours is helping to solve this.", "We keep after it and will tell you."),
    S.WAITING_INTERNAL: ("Another team of ours is helping to solve this.", "We keep after it and will tell you."),
    S.PROPOSED: ("We have sent you our answer.", "Tell us whether this solves it."),
    S.ACCEPTED: ("You said that it is solved.", "We will finish the paperwork and close the case."),
    S.REFUSED: ("You said that it is not solved.", "We will look at it again, or name you an outside body."),
    S.EXTERNAL: ("An outside body is looking at the case.", "We wait for its decision and follow it."),
    S.CLOSED: ("The case is closed.", "If it was not solved, tell us and we will open it again."),
    S.WITHDRAWN: ("The case was withdrawn.", "Nothing more will happen."),
}


class NotAllowed(Refused):
    """The table has no such move from this state."""


def moves(kind: CaseKind, state: CaseState) -> dict[Verb, CaseState]:
    """List the moves open to a case. A complaint cannot be closed without an answer to the customer (ISO 10002)."""
    allowed = dict(TRANSITIONS[state])
    if kind is CaseKind.COMPLAINT and state is S.WORKING:
        del allowed[V.CLOSE]
    return allowed


def next_state(kind: CaseKind, state: CaseState, verb: Verb) -> CaseState:
    """Give the state that `verb` leads to; raise NotAllowed and name the moves that there are."""
    allowed = moves(kind, state)
    if verb not in allowed:
        others = ", ".join(other.label.lower() for other in allowed) or "none"
        raise NotAllowed(
            f"a {kind.label.lower()} that is {state.label.lower()} cannot {verb.label.lower()}",
            field="state",
            fix=f"possible now: {others}",
        )
    return allowed[verb]
