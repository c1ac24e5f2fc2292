"""Writes of the customer book."""

from heedful.domain.customers.operations.accounts import (
    add_account,
    add_contact,
    add_segment,
    import_contact,
    load_accounts,
    opt_out,
    update_account,
)
from heedful.domain.customers.operations.privacy import forget_contact
from heedful.domain.customers.operations.revenue import load_revenue

__all__ = [
    "add_account",
    "add_contact",
    "add_segment",
    "forget_contact",
    "import_contact",
    "load_accounts",
    "load_revenue",
    "opt_out",
    "update_account",
]
