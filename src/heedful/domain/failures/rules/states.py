"""A label as a table of moves."""

from heedful.domain.failures.enums import FailureState, FailureVerb
from heedful.foundation.errors import Refused

S, V = FailureState, FailureVerb

TRANSITIONS: dict[FailureState, dict[FailureVerb, FailureState]] = {
    S.SUGGESTED: {V.CONFIRM: S.CONFIRMED, V.OVERRULE: S.OVERRULED},
    S.CONFIRMED: {},
    S.OVERRULED: {},
}


class NotAllowed(Refused):
    """The table has no such move from this state."""


def next_state(state: FailureState, verb: FailureVerb) -> FailureState:
    """Give the state that `verb` leads to; raise NotAllowed when it is decided already."""
    if verb not in TRANSITIONS[state]:
        raise NotAllowed(f"it is {state.label.lower()} already", field="state", fix="look at the case again")
    return TRANSITIONS[state][verb]
