"""Writes of guidance."""

from heedful.domain.guidance.operations.documents import bind
from heedful.domain.guidance.operations.statements import end_responsibility, state_purpose, take_responsibility

__all__ = ["bind", "end_responsibility", "state_purpose", "take_responsibility"]
