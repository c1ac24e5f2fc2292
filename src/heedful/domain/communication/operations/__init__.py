"""Writes of communication."""

from heedful.domain.communication.operations.announcements import (
    NewItem,
    Plan,
    add_audience,
    approve,
    begin,
    check,
    withdraw,
    write,
)
from heedful.domain.communication.operations.cascade import (
    deliver_due,
    escalate_due,
    follow_organisation,
    release,
    remind_briefings,
    take_force_due,
)
from heedful.domain.communication.operations.reading import (
    acknowledge,
    answer,
    answer_check,
    ask,
    brief,
    excuse,
    open_item,
    pass_up,
    say_ease,
)

__all__ = [
    "NewItem",
    "Plan",
    "acknowledge",
    "add_audience",
    "answer",
    "answer_check",
    "approve",
    "ask",
    "begin",
    "brief",
    "check",
    "deliver_due",
    "escalate_due",
    "excuse",
    "follow_organisation",
    "open_item",
    "pass_up",
    "release",
    "remind_briefings",
    "say_ease",
    "take_force_due",
    "withdraw",
    "write",
]
