"""Writes of journeys."""

from heedful.domain.journeys.operations.interactions import InteractionInput, Outcome, load_history, record_interaction
from heedful.domain.journeys.operations.touchpoints import add_touchpoint

__all__ = ["InteractionInput", "Outcome", "add_touchpoint", "load_history", "record_interaction"]
