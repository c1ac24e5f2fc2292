"""Problems and actions as tables of moves."""

from collections.abc import Collection

from heedful.domain.problems.enums import ActionState, ActionVerb, CauseRole, CauseTest, ProblemState, Verb
from heedful.foundation.errors import Refused

S, V = ProblemState, Verb
A, D = ActionState, ActionVerb

_GIVE_UP = {V.ACCEPT_RISK: S.ACCEPTED_RISK, V.MARK_DUPLICATE: S.DUPLICATE}

TRANSITIONS: dict[ProblemState, dict[Verb, ProblemState]] = {
    S.SUSPECTED: {V.CONFIRM: S.OPEN, **_GIVE_UP},
    S.OPEN: {V.CONTAIN: S.CONTAINED, V.CONFIRM_CAUSE: S.CAUSE_CONFIRMED, **_GIVE_UP},
    S.CONTAINED: {V.CONFIRM_CAUSE: S.CAUSE_CONFIRMED, **_GIVE_UP},
    S.CAUSE_CONFIRMED: {V.PLAN: S.PLANNED, **_GIVE_UP},
    S.PLANNED: {V.PLAN: S.PLANNED, V.TAKE_EFFECT: S.IN_EFFECT, **_GIVE_UP},
    S.IN_EFFECT: {V.VERIFY: S.VERIFYING, V.RETURN: S.OPEN},
    S.VERIFYING: {V.CLOSE: S.CLOSED_EFFECTIVE, V.RETURN: S.OPEN},
    S.CLOSED_EFFECTIVE: {V.RELAPSE: S.RELAPSED},
    S.RELAPSED: {V.REOPEN: S.OPEN},
    S.ACCEPTED_RISK: {V.REOPEN: S.OPEN},
    S.DUPLICATE: {},
}
ENDED = frozenset({S.CLOSED_EFFECTIVE, S.ACCEPTED_RISK, S.DUPLICATE})
KNOWN_ERROR = frozenset({S.CAUSE_CONFIRMED, S.PLANNED, S.IN_EFFECT, S.VERIFYING})
"""The cause is confirmed and the fix not yet proven: its workaround is offered on the next case."""
WATCHED = frozenset({S.IN_EFFECT, S.VERIFYING, S.CLOSED_EFFECTIVE})

ACTIONS: dict[ActionState, dict[ActionVerb, ActionState]] = {
    A.PROPOSED: {D.COMMIT: A.COMMITTED, D.DROP: A.DROPPED},
    A.COMMITTED: {D.FINISH: A.DONE, D.DROP: A.DROPPED},
    A.DONE: {D.DROP: A.DROPPED},
    A.IN_EFFECT: {},
    A.VERIFIED: {},
    A.FAILED: {},
    A.DROPPED: {},
}


class NotAllowed(Refused):
    """The table has no such move from this state."""


def next_state(state: ProblemState, verb: Verb) -> ProblemState:
    """Give the state that `verb` leads to; raise NotAllowed and name the moves that there are."""
    allowed = TRANSITIONS[state]
    if verb not in allowed:
        others = ", ".join(other.label.lower() for other in allowed) or "none"
        raise NotAllowed(
            f"a problem that is {state.label.lower()} cannot {verb.label.lower()}",
            field="state",
            fix=f"possible now: {others}",
        )
    return allowed[verb]


def next_action_state(state: ActionState, verb: ActionVerb) -> ActionState:
    """Give the state of an action that `verb` leads to."""
    allowed = ACTIONS[state]
    if verb not in allowed:
        others = ", ".join(other.label.lower() for other in allowed) or "none"
        raise NotAllowed(
            f"an action that is {state.label.lower()} cannot {verb.label.lower()}",
            field="state",
            fix=f"possible now: {others}",
        )
    return allowed[verb]


def check_causes(tested: Collection[tuple[CauseRole, CauseTest]]) -> None:
    """Refuse to call the cause confirmed before it is known why it happened and why it was not caught (8D)."""
    confirmed = {role for role, test in tested if test is CauseTest.CONFIRMED}
    for role, words in ((CauseRole.OCCURRENCE, "why it happens"), (CauseRole.ESCAPE, "why it was not caught")):
        if role not in confirmed:
            raise Refused(
                f"it is not yet confirmed {words}",
                field="causes",
                fix=f"add a cause of the kind {role.label.lower()} and test it",
            )
