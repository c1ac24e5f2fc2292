"""Writes of cases."""

from heedful.domain.cases.operations.clocks import fire_due, rebuild_clocks
from heedful.domain.cases.operations.discuss import MAX_FILES, File, PolicyShield, note, receive, reply
from heedful.domain.cases.operations.escalate import escalate_case, escalate_clock
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
from heedful.domain.cases.operations.open_case import Matter, address, open_case, status_link
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
    "MAX_FILES",
    "Bulk",
    "File",
    "FollowedUp",
    "Matter",
    "PolicyShield",
    "Sender",
    "accept",
    "acknowledge",
    "address",
    "assign",
    "assign_many",
    "begin",
    "change_priority",
    "close",
    "escalate_case",
    "escalate_clock",
    "fire_due",
    "follow_up",
    "go_external",
    "note",
    "open_case",
    "propose",
    "rebuild_clocks",
    "receive",
    "record_redress",
    "record_step",
    "refuse",
    "reopen",
    "reply",
    "resume",
    "retarget",
    "rework",
    "status_link",
    "take",
    "wait",
    "wait_on_customer",
    "withdraw",
]
