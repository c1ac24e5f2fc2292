"""Reads of the customer book."""

from heedful.domain.customers.queries.accounts import (
    account,
    account_by_code,
    contact,
    contact_by_email,
    contact_by_reference,
    contacts_of,
    find_account,
    seen_contact,
    segment_of,
    segment_weight,
    segments,
    visible_contacts,
    visible_to,
)
from heedful.domain.customers.queries.revenue import (
    batches,
    batches_of,
    book_total,
    revenue_by_month,
    revenue_of,
    revenue_of_many,
)

__all__ = [
    "account",
    "account_by_code",
    "batches",
    "batches_of",
    "book_total",
    "contact",
    "contact_by_email",
    "contact_by_reference",
    "contacts_of",
    "find_account",
    "revenue_by_month",
    "revenue_of",
    "revenue_of_many",
    "seen_contact",
    "segment_of",
    "segment_weight",
    "segments",
    "visible_contacts",
    "visible_to",
]
