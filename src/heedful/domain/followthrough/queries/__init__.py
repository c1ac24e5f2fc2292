"""Reads of promises and of reports back."""

from heedful.domain.followthrough.queries.felt import Felt, alike, felt
from heedful.domain.followthrough.queries.promises import (
    Filters,
    kept,
    overdue_count,
    promise,
    promises,
    promises_of,
    settleable,
)
from heedful.domain.followthrough.queries.reports import (
    Reach,
    contributors,
    drafts,
    owners,
    reach,
    report,
    reports,
    to_send,
    told,
)

__all__ = [
    "Felt",
    "Filters",
    "Reach",
    "alike",
    "contributors",
    "drafts",
    "felt",
    "kept",
    "overdue_count",
    "owners",
    "promise",
    "promises",
    "promises_of",
    "reach",
    "report",
    "reports",
    "settleable",
    "to_send",
    "told",
]
