"""Metric definitions as reviewed documents."""

from heedful.analytics.definitions.loader import definition, definitions
from heedful.analytics.definitions.model import Condition, Definition, Direction

__all__ = ["Condition", "Definition", "Direction", "definition", "definitions"]
