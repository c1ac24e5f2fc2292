"""Kinds of guidance, and where a team stands with it."""

from heedful.domain.strategy.enums import Worded


class GuidanceKind(Worded):
    """What guides those who serve: how to be at a touchpoint, or what to do in a step."""

    GUIDELINE = "guideline"
    PROCEDURE = "procedure"


class Standing(Worded):
    """Where a team stands with the guideline of a touchpoint it serves."""

    NO_GUIDELINE = "no_guideline"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    LATE = "late"
    UNDER_WAY = "under_way"
    ACKNOWLEDGED = "acknowledged"

    @property
    def red(self) -> bool:
        """Whether somebody must act now."""
        return self in (Standing.NO_GUIDELINE, Standing.NOT_ACKNOWLEDGED, Standing.LATE)
