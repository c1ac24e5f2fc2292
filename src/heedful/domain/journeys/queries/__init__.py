"""Reads of journeys."""

from heedful.domain.journeys.queries.interactions import (
    interaction,
    interaction_by_source,
    interactions_by_id,
    recent_of_account,
    visible_to,
)
from heedful.domain.journeys.queries.touchpoints import (
    find_touchpoint,
    known_touchpoint,
    touchpoint,
    touchpoints,
)

__all__ = [
    "find_touchpoint",
    "interaction",
    "interaction_by_source",
    "interactions_by_id",
    "known_touchpoint",
    "recent_of_account",
    "touchpoint",
    "touchpoints",
    "visible_to",
]
