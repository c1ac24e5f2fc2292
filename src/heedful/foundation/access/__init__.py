"""Who may do what, where: permissions, roles and the actor who holds them. Knows unit ids, never what a unit is."""

from heedful.foundation.access.actors import CUSTOMER, SYSTEM, Actor, ActorKind, Grant
from heedful.foundation.access.permissions import Permission
from heedful.foundation.access.roles import PERMISSIONS_OF, Role
from heedful.foundation.access.scopes import within

__all__ = ["CUSTOMER", "PERMISSIONS_OF", "SYSTEM", "Actor", "ActorKind", "Grant", "Permission", "Role", "within"]
