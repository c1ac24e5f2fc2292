"""Every write of the feedback area."""

from heedful.domain.feedback.operations.answers import record_answers
from heedful.domain.feedback.operations.record import Recorded, record, record_many

__all__ = ["Recorded", "record", "record_answers", "record_many"]
