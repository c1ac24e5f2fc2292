"""Every write of the follow-through."""

from heedful.domain.followthrough.operations.felt import reask
from heedful.domain.followthrough.operations.privacy import forget_person
from heedful.domain.followthrough.operations.promises import NewPromise, make_promise, settle_promise
from heedful.domain.followthrough.operations.reports import (
    NewReport,
    add_voices,
    approve_report,
    draft_report,
    rewrite_report,
    send_report,
    tell,
)

__all__ = [
    "NewPromise",
    "NewReport",
    "add_voices",
    "approve_report",
    "draft_report",
    "forget_person",
    "make_promise",
    "reask",
    "rewrite_report",
    "send_report",
    "settle_promise",
    "tell",
]
