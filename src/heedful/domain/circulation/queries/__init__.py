"""Reads of digests and of how quickly words reach people."""

from heedful.domain.circulation.queries.digests import (
    USUAL_HOUR,
    Wanted,
    by_link,
    due,
    link_of,
    newest_of,
    show,
    things_of,
    told_before,
    wanted_by,
)
from heedful.domain.circulation.queries.reach import Passed, passed, times

__all__ = [
    "USUAL_HOUR",
    "Passed",
    "Wanted",
    "by_link",
    "due",
    "link_of",
    "newest_of",
    "passed",
    "show",
    "things_of",
    "times",
    "told_before",
    "wanted_by",
]
