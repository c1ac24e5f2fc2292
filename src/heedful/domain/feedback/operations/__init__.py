"""Every write of the feedback area."""

from heedful.domain.feedback.operations.answers import record_answers
from heedful.domain.feedback.operations.imports import FOLDER as IMPORTS
from heedful.domain.feedback.operations.imports import begin as begin_import
from heedful.domain.feedback.operations.imports import count_chunk as count_import_chunk
from heedful.domain.feedback.operations.imports import finish as finish_import
from heedful.domain.feedback.operations.imports import keep_file as keep_import_file
from heedful.domain.feedback.operations.imports import set_mapping as set_import_mapping
from heedful.domain.feedback.operations.imports import start as start_import
from heedful.domain.feedback.operations.privacy import forget_feedback
from heedful.domain.feedback.operations.record import Details, Recorded, record, record_many

__all__ = [
    "IMPORTS",
    "Details",
    "Recorded",
    "begin_import",
    "count_import_chunk",
    "finish_import",
    "forget_feedback",
    "keep_import_file",
    "record",
    "record_answers",
    "record_many",
    "set_import_mapping",
    "start_import",
]
