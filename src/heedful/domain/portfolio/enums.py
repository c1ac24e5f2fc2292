"""Where potentials come from, and what is decided about customers."""

from enum import StrEnum


class Source(StrEnum):
    """Where the potential of an account comes from."""

    STATED = "stated"
    PEERS = "peers"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure the one who stated a potential was."""

    FIRM = "firm"
    ESTIMATE = "estimate"
    GUESS = "guess"

    @property
    def label(self) -> str:
        """The name on screens."""
        return {"firm": "Firm: from their budget or tender", "estimate": "Estimate", "guess": "Guess"}[self.value]


class Choice(StrEnum):
    """What is to become of an account."""

    MAINTAIN = "maintain"
    PRUNE = "prune"
    WIN_BACK = "win_back"

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.value.replace("_", " ").capitalize()


class DecisionState(StrEnum):
    """Where a decision stands; the moves are in rules/decisions.py."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    REVIEWED = "reviewed"

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.value.capitalize()


class Ending(StrEnum):
    """How a play ended."""

    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The name on screens."""
        return self.value.capitalize()
