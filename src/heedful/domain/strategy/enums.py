"""Kinds and states of decisions, policies and directions."""

from enum import StrEnum


class Worded(StrEnum):
    """A code with a label for screens: the value in words."""

    @property
    def label(self) -> str:
        """The code as words."""
        return self.value.replace("_", " ").capitalize()


class DecisionState(Worded):
    """Where a decision stands; the moves are in rules/states.py."""

    DRAFT = "draft"
    ASSESSED = "assessed"
    APPROVED = "approved"
    EMBARGOED = "embargoed"
    ANNOUNCED = "announced"
    IN_EFFECT = "in_effect"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class DecisionVerb(Worded):
    """What happens to a decision."""

    ASSESS = "assess"
    APPROVE = "approve"
    EMBARGO = "embargo"
    END_EMBARGO = "end_embargo"
    ANNOUNCE = "announce"
    TAKE_EFFECT = "take_effect"
    REVIEW = "review"
    WITHDRAW = "withdraw"


class HardLimit(Worded):
    """Why nobody may make an exemption from a clause."""

    LAW = "law"
    SAFETY = "safety"
    PRIVACY = "privacy"
    FRAUD = "fraud"


class FactKind(Worded):
    """How the value of a fact is read and compared."""

    AMOUNT = "amount"
    DAYS = "days"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


class DirectionKind(Worded):
    """What a statement of strategy is."""

    VISION = "vision"
    DIRECTION = "direction"
    VALUE = "value"
    OBJECTIVE = "objective"


class ConflictKind(Worded):
    """How initiatives get into each other's way."""

    OPPOSITE = "opposite"
    PEOPLE = "people"
    STANDARD = "standard"

    @property
    def label(self) -> str:
        """What is wrong, in words."""
        return {
            "opposite": "opposite aims for one driver",
            "people": "more than all of somebody's time",
            "standard": "cost cut where a standard is promised",
        }[self.value]


class DirectionState(Worded):
    """Whether a version of a statement holds."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"
