"""Reads of strategy."""

from heedful.domain.strategy.queries.conflicts import Found, conflict, found_conflicts, initiative, initiatives
from heedful.domain.strategy.queries.decisions import (
    LedgerLine,
    Quarter,
    decision_by_id,
    found,
    ledger,
    line_of,
    took_effect,
    unannounced,
    visible_to,
)
from heedful.domain.strategy.queries.directions import Stated, direction, directions, history, in_force
from heedful.domain.strategy.queries.policies import (
    clause,
    clause_in_force,
    clauses_in_force,
    decisions_behind,
    fact,
    facts_in_force,
    policies,
    policy,
    was_before,
)

__all__ = [
    "Found",
    "LedgerLine",
    "Quarter",
    "Stated",
    "clause",
    "clause_in_force",
    "clauses_in_force",
    "conflict",
    "decision_by_id",
    "decisions_behind",
    "direction",
    "directions",
    "fact",
    "facts_in_force",
    "found",
    "found_conflicts",
    "history",
    "in_force",
    "initiative",
    "initiatives",
    "ledger",
    "line_of",
    "policies",
    "policy",
    "took_effect",
    "unannounced",
    "visible_to",
    "was_before",
]
