"""Reads of the customer book."""

from heedful.domain.customers.queries.accounts import (
    account,
    account_by_code,
    contact,
    contact_by_email,
    contact_by_reference,
    contacts_of,
    find_account,
    ids_of_account,
    ids_of_contact,
    seen_contact,
    segment_of,
    segment_weight,
    segments,
    visible_contacts,
    visible_to,
)
from heedful.domain.customers.queries.revenue import batches, batches_of, book_total, revenue_by_month, revenue_of

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
    "ids_of_account",
    "ids_of_contact",
    "revenue_by_month",
    "revenue_of",
    "seen_contact",
    "segment_of",
    "segment_weight",
    "segments",
    "visible_contacts",
    "visible_to",
]
