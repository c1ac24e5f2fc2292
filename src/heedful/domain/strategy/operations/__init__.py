"""Writes of strategy."""

from heedful.domain.strategy.operations.conflicts import declare, resolve_conflict
from heedful.domain.strategy.operations.decisions import (
    Proposal,
    amend,
    announced,
    approve,
    assess,
    embargo,
    move_due,
    propose,
    review,
    withdraw,
)
from heedful.domain.strategy.operations.directions import Statement, add_initiative, go_live, retire, state
from heedful.domain.strategy.operations.policies import add_policy, set_fact, word_clause

__all__ = [
    "Proposal",
    "Statement",
    "add_initiative",
    "add_policy",
    "amend",
    "announced",
    "approve",
    "assess",
    "declare",
    "embargo",
    "go_live",
    "move_due",
    "propose",
    "resolve_conflict",
    "retire",
    "review",
    "set_fact",
    "state",
    "withdraw",
    "word_clause",
]
