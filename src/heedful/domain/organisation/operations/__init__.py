"""Writes of the organisation."""

from heedful.domain.organisation.operations.keys import issue_key, revoke_key
from heedful.domain.organisation.operations.people import add_person, end_grant, grant_role, leave, update_person
from heedful.domain.organisation.operations.units import add_unit, move_unit, rename_unit

__all__ = [
    "add_person",
    "add_unit",
    "end_grant",
    "grant_role",
    "issue_key",
    "leave",
    "move_unit",
    "rename_unit",
    "revoke_key",
    "update_person",
]
