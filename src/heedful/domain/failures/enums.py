"""Labels, hops and states of failures of communication."""

from heedful.domain.strategy.enums import Worded


class Label(Worded):
    """How communication failed, the gravest first."""

    WITHHELD = "withheld"
    MIS = "mis"
    MISLEADING = "misleading"
    UNDER = "under"
    OVER = "over"

    @property
    def label(self) -> str:
        """The name on screens."""
        return NAMES[self]

    @property
    def meaning(self) -> str:
        """What it says, in one sentence."""
        return MEANINGS[self]


NAMES = {
    Label.WITHHELD: "Withheld",
    Label.MIS: "Wrong",
    Label.MISLEADING: "Misleading",
    Label.UNDER: "Too little",
    Label.OVER: "Too much",
}
MEANINGS = {
    Label.WITHHELD: "Somebody kept it back: an embargo, an exclusion by hand, or a briefing that was not given.",
    Label.MIS: "What the customer was told is not what the policy said at that time.",
    Label.MISLEADING: "True words that lead to a false belief: a condition left out, or told before it held.",
    Label.UNDER: "It did not reach the colleague, was not complete, or was not understood.",
    Label.OVER: "So much had to be read at once that it was read too late.",
}


class Hop(Worded):
    """Where on the way from a decision to the customer, in order."""

    DECISION = "decision"
    RELEASE = "release"
    DELIVERY = "delivery"
    ACKNOWLEDGEMENT = "acknowledgement"
    BRIEFING = "briefing"
    UNDERSTANDING = "understanding"
    SAID = "what_was_said"


class HopState(Worded):
    """Whether a hop held."""

    HELD = "held"
    FAILED = "failed"
    UNKNOWN = "not_known"
    NOT_REACHED = "not_reached"


class FailureState(Worded):
    """Where a label of a case stands."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    OVERRULED = "overruled"


class FailureVerb(Worded):
    """What a person does with a label."""

    CONFIRM = "confirm"
    OVERRULE = "overrule"


class Wanted(Worded):
    """Why a customer asked for somebody above."""

    INFORMATION = "missing_information"
    AUTHORITY = "missing_authority"
    OTHER = "other"
