"""Sets of promises that rules outside the house prescribe, ready to be published on a calendar of one's own.

`disp`: complaints after the handbook of the British financial regulator (DISP 1.5 and 1.6): a summary resolution by the
close of the third business day after the day of receipt, a final response by the end of eight weeks. `disp-payment`:
complaints about payments, 15 business days (DISP 1.6.2A). None of them waits for the customer.
"""

from dataclasses import dataclass

from heedful.analytics.calendar_intervals import Span
from heedful.domain.journeys.enums import TargetKind


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A promise of a set."""

    code: str
    name: str
    kind: TargetKind
    amount: int
    span: Span


SETS: dict[str, tuple[Prescribed, ...]] = {
    "disp": (
        Prescribed("disp-acknowledge", "Prompt acknowledgement", TargetKind.ACKNOWLEDGE, 1, Span.BUSINESS_DAY_CLOSE),
        Prescribed("disp-summary", "Summary resolution", TargetKind.FIRST_RESPONSE, 3, Span.BUSINESS_DAY_CLOSE),
        Prescribed("disp-final", "Final response", TargetKind.RESOLUTION, 8, Span.WEEKS),
    ),
    "disp-payment": (
        Prescribed("disp-acknowledge", "Prompt acknowledgement", TargetKind.ACKNOWLEDGE, 1, Span.BUSINESS_DAY_CLOSE),
        Prescribed("disp-payment-final", "Final response", TargetKind.RESOLUTION, 15, Span.BUSINESS_DAY_CLOSE),
    ),
}
"""By name; every promise holds for complaints and cannot pause."""
