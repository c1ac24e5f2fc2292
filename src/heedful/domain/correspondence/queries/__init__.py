"""Reads of incoming mail."""

from heedful.domain.correspondence.queries.mails import (
    changeable,
    counts,
    find,
    kept_of,
    positions,
    show,
    theirs,
    visible_to,
)
from heedful.domain.correspondence.queries.threads import case_of, elsewhere, known, lately, parties

__all__ = [
    "case_of",
    "changeable",
    "counts",
    "elsewhere",
    "find",
    "kept_of",
    "known",
    "lately",
    "parties",
    "positions",
    "show",
    "theirs",
    "visible_to",
]
