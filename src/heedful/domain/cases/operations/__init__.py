"""Writes of cases."""

from heedful.domain.cases.operations.clocks import fire_due, rebuild_clocks
from heedful.domain.cases.operations.discretion import (
    Bent,
    approve,
    end_grant,
    exempt,
    grant_discretion,
    lapse,
    record_breach,
    reject,
    review,
)
from heedful.domain.cases.operations.discuss import MAX_FILE, MAX_FILES, File, PolicyShield, note, receive, reply
from heedful.domain.cases.operations.escalate import escalate_aged, escalate_case, escalate_clock
from heedful.domain.cases.operations.finish import (
    accept,
    close,
    go_external,
    propose,
    refuse,
    reopen,
    rework,
    withdraw,
)
from heedful.domain.cases.operations.follow_up import FollowedUp, Sender, follow_up
from heedful.domain.cases.operations.hand_overs import fire_overdue, hand_over, move_hand_over
from heedful.domain.cases.operations.open_case import Matter, open_case, status_link
from heedful.domain.cases.operations.privacy import forget_cases
from heedful.domain.cases.operations.quarantine import address
from heedful.domain.cases.operations.recover import record_redress, record_step
from heedful.domain.cases.operations.work import (
    Bulk,
    acknowledge,
    assign,
    assign_many,
    begin,
    change_priority,
    resume,
    retarget,
    take,
    wait,
    wait_on_customer,
)

__all__ = [
    "MAX_FILE",
    "MAX_FILES",
    "Bent",
    "Bulk",
    "File",
    "FollowedUp",
    "Matter",
    "PolicyShield",
    "Sender",
    "accept",
    "acknowledge",
    "address",
    "approve",
    "assign",
    "assign_many",
    "begin",
    "change_priority",
    "close",
    "end_grant",
    "escalate_aged",
    "escalate_case",
    "escalate_clock",
    "exempt",
    "fire_due",
    "fire_overdue",
    "follow_up",
    "forget_cases",
    "go_external",
    "grant_discretion",
    "hand_over",
    "lapse",
    "move_hand_over",
    "note",
    "open_case",
    "propose",
    "rebuild_clocks",
    "receive",
    "record_breach",
    "record_redress",
    "record_step",
    "refuse",
    "reject",
    "reopen",
    "reply",
    "resume",
    "retarget",
    "review",
    "rework",
    "status_link",
    "take",
    "wait",
    "wait_on_customer",
    "withdraw",
]
