"""Add an endpoint, give it a new key, switch it on and off."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from heedful.foundation import outbound
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused
from heedful.foundation.webhooks import queries
from heedful.foundation.webhooks.kinds import OFFERED
from heedful.foundation.webhooks.models import Endpoint, SigningKey
from heedful.foundation.webhooks.signing import written

OVERLAP = timedelta(hours=24)
"""How long an old key signs beside a new one."""


@transaction.atomic
def add(*, url: str, kinds: Collection[str], by: Actor, at: datetime) -> tuple[Endpoint, str]:
    """Add an endpoint that is told of `kinds` from now on; return it and its secret, which is shown this once."""
    by.require_everywhere(Permission.ADMINISTER)
    outbound.check_url(url)
    unknown = sorted(set(kinds) - set(OFFERED))
    if unknown or not kinds:
        wrong = unknown[0] if unknown else None
        raise Refused("choose what it is told of", field="kinds", value=wrong, fix=f"choose from {', '.join(OFFERED)}")
    made = Endpoint.objects.create(url=url, kinds=sorted(set(kinds)), created_at=at)
    key = SigningKey.objects.create(endpoint=made, created_at=at)
    audit.record(by=by, at=at, action="webhook.added", entity="endpoint", entity_id=made.id, data={"kinds": made.kinds})
    return made, written(queries.secret_of(key))


@transaction.atomic
def rotate(*, endpoint_id: UUID, by: Actor, at: datetime) -> str:
    """Give an endpoint a new key and return its secret, shown this once; the old keys sign beside it for a day."""
    by.require_everywhere(Permission.ADMINISTER)
    found = queries.endpoint(endpoint_id, by)
    SigningKey.objects.filter(endpoint=found, ends_at__isnull=True).update(ends_at=at + OVERLAP)
    key = SigningKey.objects.create(endpoint=found, created_at=at)
    audit.record(by=by, at=at, action="webhook.key_rotated", entity="endpoint", entity_id=found.id)
    return written(queries.secret_of(key))


@transaction.atomic
def switch(*, endpoint_id: UUID, on: bool, by: Actor, at: datetime, why: str = "") -> None:
    """Switch an endpoint on or off. Events that happen while it is off are not sent later."""
    by.require_everywhere(Permission.ADMINISTER)
    found = queries.endpoint(endpoint_id, by)
    if Endpoint.objects.filter(id=found.id, active=not on).update(active=on, why_off="" if on else why[:200]):
        action = "webhook.switched_on" if on else "webhook.switched_off"
        audit.record(by=by, at=at, action=action, entity="endpoint", entity_id=found.id)
