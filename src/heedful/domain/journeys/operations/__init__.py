"""Writes of journeys."""

from heedful.domain.journeys.operations.interactions import InteractionInput, Outcome, load_history, record_interaction
from heedful.domain.journeys.operations.maps import edit_map, import_map
from heedful.domain.journeys.operations.standards import end_standard, publish_standard
from heedful.domain.journeys.operations.touchpoints import add_touchpoint

__all__ = [
    "InteractionInput",
    "Outcome",
    "add_touchpoint",
    "edit_map",
    "end_standard",
    "import_map",
    "load_history",
    "publish_standard",
    "record_interaction",
]
