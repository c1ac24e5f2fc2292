"""Which thresholds make sense, and how they are named on screens."""

from collections.abc import Mapping
from dataclasses import fields

from heedful.analytics.value.portfolio import Thresholds
from heedful.foundation.errors import Refused

LABELS: Mapping[str, str] = {
    "large_share": "Large: the fewest customers that bring this share of the money",
    "keep_share": "Stays large while within this share",
    "good": "Good: an experience score of at least",
    "fall": "Fallen: by more than this many points",
    "certainty": "Fallen: with at least this chance",
    "buying": "Buys in line with its size: from this share of its potential",
    "stale_days": "Unknown: no scored answer for this many days",
    "recovery": "Leaves a worse state: good by this many points at two closes",
    "peers": "Potential from peers: with at least this many of them",
}
BOUNDS: Mapping[str, tuple[float, float]] = {
    "large_share": (0.05, 0.99),
    "keep_share": (0.05, 1.0),
    "good": (1, 99),
    "fall": (0, 50),
    "certainty": (0.5, 0.999),
    "buying": (0.05, 1.0),
    "stale_days": (30, 730),
    "recovery": (0, 30),
    "peers": (5, 1_000),
}
WHOLE = frozenset({"stale_days", "peers"})


def check_thresholds(given: Thresholds) -> None:
    """Refuse thresholds that are out of bounds or contradict one another."""
    for field in fields(given):
        low, high = BOUNDS[field.name]
        value = getattr(given, field.name)
        if not low <= value <= high:
            raise Refused("this threshold is out of bounds", field=field.name, value=value, fix=f"{low:g} to {high:g}")
    if given.keep_share < given.large_share:
        raise Refused(
            "a customer would cease to be large before it became large",
            field="keep_share",
            value=given.keep_share,
            fix="give at least the share at which it becomes large",
        )
    if given.good + given.recovery > 100:
        raise Refused("no score could ever be clearly good", field="recovery", value=given.recovery, fix="lower it")
