"""Kinds of units."""

from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit of the tree is."""

    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    PARTNER = "partner"


class KeyScope(StrEnum):
    """How far an API key goes inside its role."""

    READ = "read"
    WRITE = "write"
