"""How often we ask: the numbers of a unit's rules, their bounds and names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from heedful.foundation.errors import Refused


@dataclass(frozen=True, slots=True)
class Limits:
    """The shipped rules: 30 days between asks, 4 in any 365 days, and none until 14 days after a complaint closed."""

    days_between: int = 30
    most: int = 4
    window_days: int = 365
    quarantine_days: int = 14


LABELS: Mapping[str, str] = {
    "days_between": "Days between two asks of the same person",
    "most": "Asks of one person in the window, at most",
    "window_days": "Length of the window, in days",
    "quarantine_days": "Days without asks after a complaint is closed",
}
BOUNDS: Mapping[str, tuple[int, int]] = {
    "days_between": (0, 365),
    "most": (1, 1_000),
    "window_days": (1, 730),
    "quarantine_days": (0, 365),
}


def check_limits(given: Limits) -> None:
    """Refuse numbers that are out of bounds or contradict one another."""
    for name, value in asdict(given).items():
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise Refused("this number is out of bounds", field=name, value=value, fix=f"{low} to {high}")
    if given.days_between > given.window_days:
        raise Refused(
            "the days between two asks are longer than the window",
            field="window_days",
            value=given.window_days,
            fix=f"at least {given.days_between}",
        )
