"""Every write of the contact ledger."""

from heedful.domain.contacting.operations.asking import Letter, Wish, leave_link, plan, send, send_at_once
from heedful.domain.contacting.operations.obstacles import (
    Complaint,
    bounce,
    load_quarantines,
    opt_out,
    opt_out_by_link,
    quarantine,
)
from heedful.domain.contacting.operations.privacy import forget_contact
from heedful.domain.contacting.operations.rules import set_rules

__all__ = [
    "Complaint",
    "Letter",
    "Wish",
    "bounce",
    "forget_contact",
    "leave_link",
    "load_quarantines",
    "opt_out",
    "opt_out_by_link",
    "plan",
    "quarantine",
    "send",
    "send_at_once",
    "set_rules",
]
