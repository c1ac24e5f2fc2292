"""Kinds of accounts."""

from enum import StrEnum


class AccountKind(StrEnum):
    """Whether a customer is an organisation or a person."""

    BUSINESS = "business"
    PERSON = "person"
