"""Kinds and states of periods and of what the board resolves."""

from enum import StrEnum


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"

    @property
    def months(self) -> int:
        """Count the months of the kind."""
        return 1 if self is PeriodKind.MONTH else 3


class PeriodState(StrEnum):
    """Where a period stands on its way to being final."""

    OPEN = "open"
    CLOSING = "closing"
    LOCKED = "locked"
    SIGNED = "signed"


class Check(StrEnum):
    """What has to be true before a period is locked."""

    DATA_FRESH = "data_fresh"
    PERIOD_OVER = "period_over"
    PREVIOUS_CLOSED = "previous_closed"
    DEFINITIONS_REVIEWED = "definitions_reviewed"
    HEADLINE_WRITTEN = "headline_written"
    CHANGES_EXPLAINED = "changes_explained"


class Split(StrEnum):
    """How a result is cut."""

    TOTAL = ""
    UNIT = "unit"
    SEGMENT = "segment"
    MONTH = "month"


class ResolutionState(StrEnum):
    """Where a question to the board stands, and what became of the answer."""

    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


class ResolutionVerb(StrEnum):
    """What can be done with a resolution."""

    DECIDE = "decide"
    POSTPONE = "postpone"
    FINISH = "finish"
    DROP = "drop"


class Form(StrEnum):
    """How a tile of a dashboard is drawn."""

    TREND = "trend"
    GROUPS = "intervals"
    DISTRIBUTION = "distribution"
    CONTROL = "control chart"
    HEAT = "heat map"
    QUADRANT = "quadrant"
    FUNNEL = "funnel"


class Measure(StrEnum):
    """What a KPI counts of a customer, always a mean or a share: who buys more has more of everything."""

    WAIT = "wait_seconds"
    TRANSFERS = "transfers"
    LATE = "days_late"
    FIRST_CONTACT = "first_contact_resolved"
    FIRST_RESPONSE = "seconds_to_first_response"
    RESOLUTION = "seconds_to_resolution"
    MISSED = "missed"
    SUPPLIED = "supplied"
