"""Writes of problems."""

from heedful.domain.problems.operations.actions import add_action, finish_owed, move_action
from heedful.domain.problems.operations.causes import add_cause, code_case, link_causes, test_cause
from heedful.domain.problems.operations.moves import (
    accept_risk,
    close,
    confirm,
    confirm_cause,
    contain,
    mark_duplicate,
    reopen,
    take_over,
    waive_prevention,
    write_workaround,
)
from heedful.domain.problems.operations.open_problem import Trouble, link_case, open_problem, suspect
from heedful.domain.problems.operations.plans import lock_plan, take_effect
from heedful.domain.problems.operations.verdicts import check_effect, sign

__all__ = [
    "Trouble",
    "accept_risk",
    "add_action",
    "add_cause",
    "check_effect",
    "close",
    "code_case",
    "confirm",
    "confirm_cause",
    "contain",
    "finish_owed",
    "link_case",
    "link_causes",
    "lock_plan",
    "mark_duplicate",
    "move_action",
    "open_problem",
    "reopen",
    "sign",
    "suspect",
    "take_effect",
    "take_over",
    "test_cause",
    "waive_prevention",
    "write_workaround",
]
