"""The decision as a table of moves. Menus, buttons and the reference page are made from it."""

from heedful.domain.strategy.enums import DecisionState, DecisionVerb
from heedful.foundation.errors import Refused

S, V = DecisionState, DecisionVerb

TRANSITIONS: dict[DecisionState, dict[DecisionVerb, DecisionState]] = {
    S.DRAFT: {V.ASSESS: S.ASSESSED, V.WITHDRAW: S.WITHDRAWN},
    S.ASSESSED: {V.ASSESS: S.ASSESSED, V.APPROVE: S.APPROVED, V.WITHDRAW: S.WITHDRAWN},
    S.APPROVED: {V.EMBARGO: S.EMBARGOED, V.ANNOUNCE: S.ANNOUNCED, V.WITHDRAW: S.WITHDRAWN},
    S.EMBARGOED: {V.END_EMBARGO: S.APPROVED, V.ANNOUNCE: S.ANNOUNCED, V.WITHDRAW: S.WITHDRAWN},
    S.ANNOUNCED: {V.TAKE_EFFECT: S.IN_EFFECT, V.WITHDRAW: S.WITHDRAWN},
    S.IN_EFFECT: {V.REVIEW: S.REVIEWED, V.WITHDRAW: S.WITHDRAWN},
    S.REVIEWED: {V.WITHDRAW: S.WITHDRAWN},
    S.WITHDRAWN: {},
}
APPROVED_STATES = frozenset({S.APPROVED, S.EMBARGOED, S.ANNOUNCED, S.IN_EFFECT, S.REVIEWED})


class NotAllowed(Refused):
    """The table has no such move from this state."""


def next_state(state: DecisionState, verb: DecisionVerb) -> DecisionState:
    """Give the state that `verb` leads to; raise NotAllowed and name the moves that there are."""
    allowed = TRANSITIONS[state]
    if verb not in allowed:
        others = ", ".join(other.label.lower() for other in allowed) or "none"
        raise NotAllowed(
            f"a decision that is {state.label.lower()} cannot {verb.label.lower()}",
            field="state",
            fix=f"possible now: {others}",
        )
    return allowed[verb]
