"""The one who asks: a colleague, a customer, an API key or the system itself."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from heedful.foundation.access.permissions import Permission
from heedful.foundation.access.roles import PERMISSIONS_OF, Role
from heedful.foundation.errors import Denied


class ActorKind(StrEnum):
    """Who stands behind an action."""

    COLLEAGUE = "colleague"
    CUSTOMER = "customer"
    API_KEY = "api_key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and the units it reaches; `units=None` is the whole organisation."""

    role: Role
    units: frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and how far: the permissions come from roles, each held for a set of units.

    `id` is the person's (or key's) id. `only` narrows an API key to a subset of its role's permissions.
    """

    kind: ActorKind
    id: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()
    only: frozenset[Permission] | None = None

    def units(self, permission: Permission) -> frozenset[UUID] | None:
        """Return the ids of the units where the actor holds `permission`; None stands for everywhere."""
        if self.kind is ActorKind.SYSTEM:
            return None
        if self.only is not None and permission not in self.only:
            return frozenset()
        reach: set[UUID] = set()
        for grant in self.grants:
            if permission in PERMISSIONS_OF[grant.role]:
                if grant.units is None:
                    return None
                reach |= grant.units
        return frozenset(reach)

    def can(self, permission: Permission, unit_id: UUID | None = None) -> bool:
        """Say whether the actor holds `permission` in the unit, or anywhere when no unit is named."""
        reach = self.units(permission)
        if reach is None:
            return True
        return bool(reach) if unit_id is None else unit_id in reach

    def require(self, permission: Permission, unit_id: UUID | None = None) -> None:
        """Raise Denied unless `can(permission, unit_id)`."""
        if not self.can(permission, unit_id):
            raise Denied(f"your role does not allow you to {permission.value} here", fix="ask your administrator")

    def everywhere(self, permission: Permission) -> bool:
        """Say whether the actor holds `permission` for the whole company."""
        return self.units(permission) is None

    def require_everywhere(self, permission: Permission) -> None:
        """Raise Denied unless the actor holds `permission` for the whole company: its books, its trail, its jobs."""
        if not self.everywhere(permission):
            raise Denied(
                f"only a role for the whole company allows to {permission.value}", fix="ask your administrator"
            )

    def roles(self) -> Collection[Role]:
        """Return the distinct roles held, in the order of the Role enum."""
        held = {grant.role for grant in self.grants}
        return [role for role in Role if role in held]


SYSTEM = Actor(ActorKind.SYSTEM, None, "Heedful")
CUSTOMER = Actor(ActorKind.CUSTOMER, None, "Customer")
