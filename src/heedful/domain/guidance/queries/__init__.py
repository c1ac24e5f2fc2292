"""Reads of guidance."""

from heedful.domain.guidance.queries.coverage import TeamLine, coverage, touchpoints_without
from heedful.domain.guidance.queries.documents import Document, document, documents, for_case, steps_without
from heedful.domain.guidance.queries.statements import (
    ChannelLine,
    DepartmentLine,
    channels,
    departments,
    known_channels,
)

__all__ = [
    "ChannelLine",
    "DepartmentLine",
    "Document",
    "TeamLine",
    "channels",
    "coverage",
    "departments",
    "document",
    "documents",
    "for_case",
    "known_channels",
    "steps_without",
    "touchpoints_without",
]
