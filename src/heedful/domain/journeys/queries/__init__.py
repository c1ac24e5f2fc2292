"""Reads of journeys."""

from heedful.domain.journeys.queries.bumps import FoundBump, found_bumps, register
from heedful.domain.journeys.queries.interactions import (
    interaction,
    interaction_by_source,
    interactions_by_id,
    recent_of_account,
    visible_to,
)
from heedful.domain.journeys.queries.maps import (
    Drawn,
    Lane,
    Picture,
    all_steps,
    changes_of,
    journey_map,
    maps,
    picture,
    step_of,
    steps_of,
    steps_with_standard,
    version_of,
    versions_of,
)
from heedful.domain.journeys.queries.scorecard import Scorecard, Stage, scorecard
from heedful.domain.journeys.queries.standards import (
    Attained,
    attainment,
    attainments,
    contacts_behind,
    standard,
    standards,
)
from heedful.domain.journeys.queries.touchpoints import (
    find_touchpoint,
    known_touchpoint,
    touchpoint,
    touchpoints,
)
from heedful.domain.journeys.queries.troubles import Point, failures, points

__all__ = [
    "Attained",
    "Drawn",
    "FoundBump",
    "Lane",
    "Picture",
    "Point",
    "Scorecard",
    "Stage",
    "all_steps",
    "attainment",
    "attainments",
    "changes_of",
    "contacts_behind",
    "failures",
    "find_touchpoint",
    "found_bumps",
    "interaction",
    "interaction_by_source",
    "interactions_by_id",
    "journey_map",
    "known_touchpoint",
    "maps",
    "picture",
    "points",
    "recent_of_account",
    "register",
    "scorecard",
    "standard",
    "standards",
    "step_of",
    "steps_of",
    "steps_with_standard",
    "touchpoint",
    "touchpoints",
    "version_of",
    "versions_of",
    "visible_to",
]
