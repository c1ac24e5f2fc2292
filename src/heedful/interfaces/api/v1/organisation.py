"""Units and colleagues."""

from typing import Any

from django.utils import timezone
from ninja import Router

from heedful.domain.organisation import queries
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import Asked

router = Router()


@router.get("/me", response=dict[str, Any], summary="Who am I, and what may I do")
def me(request: Asked) -> dict[str, Any]:
    """Return the caller's roles and permissions."""
    actor = request.actor
    return {
        "kind": actor.kind,
        "name": actor.name,
        "roles": list(actor.roles()),
        "permissions": [permission for permission in Permission if actor.can(permission)],
    }


@router.get("/units", response=list[dict[str, Any]], summary="The unit tree as it stands")
def units(request: Asked) -> list[dict[str, Any]]:
    """List the units in printing order."""
    request.actor.require(Permission.ADMINISTER)
    return [
        {
            "id": row.unit.id,
            "code": row.unit.code,
            "name": row.unit.name,
            "kind": row.unit.kind,
            "parent": row.parent_id,
        }
        for row in queries.tree(timezone.localdate())
    ]


@router.get("/people", response=list[dict[str, Any]], summary="Colleagues in sight")
def people(request: Asked) -> list[dict[str, Any]]:
    """List colleagues."""
    request.actor.require(Permission.SEE_PEOPLE)
    found = queries.people(request.actor)[:1_000]
    return [{"id": p.id, "name": p.name, "title": p.title, "unit": p.unit_id, "manager": p.manager_id} for p in found]
