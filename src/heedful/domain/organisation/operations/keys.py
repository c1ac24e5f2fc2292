"""Writes of API keys."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.organisation.enums import KeyScope
from heedful.domain.organisation.models import ApiKey
from heedful.domain.organisation.queries.units import find_unit
from heedful.domain.organisation.rules import draw_key
from heedful.foundation.access import PERMISSIONS_OF, Actor, ActorKind, Permission, Role
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Denied, NotFound


@transaction.atomic
def issue_key(
    *,
    name: str,
    role: Role,
    unit_id: UUID,
    scope: KeyScope,
    expires_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> str:
    """Make an API key and return its secret, which is shown this once.

    Nobody makes a key that may do more in that unit than they may themselves.
    """
    by.require(Permission.ISSUE_KEYS, unit_id)
    beyond = [each for each in PERMISSIONS_OF[role] if not by.can(each, unit_id)]
    if beyond:
        raise Denied(
            f"a key of this role may {min(beyond)}, and you may not",
            field="role",
            value=role,
            fix="ask a colleague who holds the role",
        )
    drawn = draw_key()
    key = ApiKey.objects.create(
        name=name,
        prefix=drawn.prefix,
        secret_hash=drawn.secret_hash,
        role=role,
        unit=find_unit(unit_id),
        scope=scope,
        created_by_id=by.id if by.kind is ActorKind.COLLEAGUE else None,
        created_at=at,
        expires_at=expires_at,
    )
    audit.record(
        by=by,
        at=at,
        action="key.issued",
        entity="key",
        entity_id=key.id,
        data={"role": role, "unit": unit_id, "scope": scope},
    )
    return drawn.secret


@transaction.atomic
def revoke_key(*, key_id: UUID, by: Actor, at: datetime) -> None:
    """End an API key at once."""
    found = ApiKey.objects.filter(id=key_id, revoked_at__isnull=True).first()
    if found is None:
        raise NotFound("no valid key has this id", field="key", value=key_id)
    by.require(Permission.ISSUE_KEYS, found.unit_id)
    ApiKey.objects.filter(id=key_id, revoked_at__isnull=True).update(revoked_at=at)
    audit.record(by=by, at=at, action="key.revoked", entity="key", entity_id=key_id)
