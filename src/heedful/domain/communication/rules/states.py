"""Announcements, questions and campaigns as tables of moves."""

from typing import TypeVar

from heedful.domain.communication.enums import (
    CampaignState,
    CampaignVerb,
    CardState,
    CardVerb,
    ContradictionState,
    ContradictionVerb,
    QuestionState,
    QuestionVerb,
    VersionState,
    VersionVerb,
)
from heedful.domain.strategy.enums import Worded
from heedful.foundation.errors import Refused

S, V = VersionState, VersionVerb
State = TypeVar("State", bound=Worded)
Verb = TypeVar("Verb", bound=Worded)

VERSION: dict[VersionState, dict[VersionVerb, VersionState]] = {
    S.DRAFT: {V.EDIT: S.DRAFT, V.CHECK: S.CHECKED, V.WITHDRAW: S.WITHDRAWN},
    S.CHECKED: {V.EDIT: S.DRAFT, V.APPROVE: S.APPROVED, V.WITHDRAW: S.WITHDRAWN},
    S.APPROVED: {V.EDIT: S.DRAFT, V.RELEASE: S.RELEASED, V.WITHDRAW: S.WITHDRAWN},
    S.RELEASED: {V.TAKE_FORCE: S.IN_FORCE, V.WITHDRAW: S.WITHDRAWN},
    S.IN_FORCE: {V.SUPERSEDE: S.SUPERSEDED, V.WITHDRAW: S.WITHDRAWN},
    S.SUPERSEDED: {},
    S.WITHDRAWN: {},
}
OUT = (S.RELEASED, S.IN_FORCE)
"""States in which people are asked to read a version."""
QUESTION: dict[QuestionState, dict[QuestionVerb, QuestionState]] = {
    QuestionState.ASKED: {QuestionVerb.ROUTE: QuestionState.ROUTED, QuestionVerb.ANSWER: QuestionState.ANSWERED},
    QuestionState.ROUTED: {QuestionVerb.ROUTE: QuestionState.ROUTED, QuestionVerb.ANSWER: QuestionState.ANSWERED},
    QuestionState.ANSWERED: {QuestionVerb.BROADCAST: QuestionState.BROADCAST},
    QuestionState.BROADCAST: {},
}
_CHECKED = {
    CampaignVerb.FIND_READY: CampaignState.READY,
    CampaignVerb.FIND_NOT_READY: CampaignState.NOT_READY,
}
CAMPAIGN: dict[CampaignState, dict[CampaignVerb, CampaignState]] = {
    CampaignState.DRAFT: _CHECKED,
    CampaignState.NOT_READY: {**_CHECKED, CampaignVerb.OVERRIDE: CampaignState.LAUNCHED_BY_OVERRIDE},
    CampaignState.READY: {**_CHECKED, CampaignVerb.LAUNCH: CampaignState.LAUNCHED},
    CampaignState.LAUNCHED: {},
    CampaignState.LAUNCHED_BY_OVERRIDE: {},
}

CARD: dict[CardState, dict[CardVerb, CardState]] = {
    CardState.DRAFT: {CardVerb.APPROVE: CardState.APPROVED, CardVerb.WITHDRAW: CardState.WITHDRAWN},
    CardState.APPROVED: {CardVerb.WITHDRAW: CardState.WITHDRAWN},
    CardState.WITHDRAWN: {},
}
CONTRADICTION: dict[ContradictionState, dict[ContradictionVerb, ContradictionState]] = {
    ContradictionState.SUSPECTED: {
        ContradictionVerb.CONFIRM: ContradictionState.CONFIRMED,
        ContradictionVerb.DISMISS: ContradictionState.DISMISSED,
    },
    ContradictionState.CONFIRMED: {
        ContradictionVerb.RESOLVE: ContradictionState.RESOLVED,
        ContradictionVerb.DISMISS: ContradictionState.DISMISSED,
    },
    ContradictionState.RESOLVED: {},
    ContradictionState.DISMISSED: {},
}


class NotAllowed(Refused):
    """The table has no such move from this state."""


def step(table: dict[State, dict[Verb, State]], state: State, verb: Verb) -> State:
    """Give the state that `verb` leads to; raise NotAllowed and name the moves that there are."""
    if verb not in table[state]:
        others = ", ".join(other.label.lower() for other in table[state]) or "none"
        raise NotAllowed(
            f"from {state.label.lower()} there is no way to {verb.label.lower()}",
            field="state",
            fix=f"possible now: {others}",
        )
    return table[state][verb]
