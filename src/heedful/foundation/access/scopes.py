"""The predicate behind every `visible_to`."""

from django.db.models import Q

from heedful.foundation.access.actors import Actor
from heedful.foundation.access.permissions import Permission


def within(field: str, actor: Actor, permission: Permission) -> Q:
    """Return the condition that keeps rows whose unit (`field`, an id column) the actor reaches with `permission`."""
    reach = actor.units(permission)
    return Q() if reach is None else Q(**{f"{field}__in": reach})
