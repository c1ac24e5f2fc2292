"""What each state asks for, and how much sooner a case of such a customer is taken up."""

from collections.abc import Mapping

from heedful.analytics.value.portfolio import State

MEANING: Mapping[State, str] = {
    State.AT_RISK: "Buys much, and its experience has fallen or is not good. Left alone it will go.",
    State.MODEL: "Buys in line with its size, and its experience is good.",
    State.GROWTH: "Its experience is good; it could buy more.",
    State.DANGLING: "Buys little, and its experience is poor.",
    State.UNKNOWN: "We have not heard from it for too long to say.",
}
ACTIONS: Mapping[State, tuple[str, ...]] = {
    State.AT_RISK: (
        "Name an owner within one working day",
        "Find the cause",
        "Agree a recovery plan with the customer",
        "Have an executive call",
        "Look at it weekly until the state changes",
    ),
    State.MODEL: ("Protect it", "Ask for a reference", "Learn what it values", "Do not ask it too often"),
    State.GROWTH: ("Make a focused plan", "Check the cost to serve", "Name the next purchase"),
    State.DANGLING: ("Give the minimum standard of service", "Decide: maintain, prune or win back"),
    State.UNKNOWN: ("Make a personal contact, not another survey",),
}


def case_weight(state: State | None) -> int:
    """Return by how many steps a case of this customer goes up: one when the customer is at risk."""
    return int(state is State.AT_RISK)
