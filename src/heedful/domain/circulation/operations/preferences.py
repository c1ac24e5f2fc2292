"""When a colleague wants the digest, or that they want none."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.circulation.models import Preference
from heedful.domain.circulation.queries.digests import by_link, wanted_by
from heedful.foundation.access import Actor, ActorKind
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Refused

LAST_HOUR = 23


@transaction.atomic
def choose(*, hour: int, on: bool, by: Actor, at: datetime) -> None:
    """Choose one's own hour, or none; raise Refused for what is no hour, or where no colleague asks."""
    if by.id is None or by.kind is not ActorKind.COLLEAGUE:
        raise Refused("only a colleague chooses their hour", field="person", fix="sign in, or name them with --by")
    if not 0 <= hour <= LAST_HOUR:
        raise Refused("no such hour", field="hour", value=hour, fix="choose 0 to 23")
    _keep(by.id, hour, on, by, at)


@transaction.atomic
def turn_off_by_link(*, token: str, by: Actor, at: datetime) -> bool:
    """Stop the digest of whoever holds the link, also after it has expired; tell whether the link is ours."""
    found = by_link(token)
    if found is None:
        return False
    _keep(found.person_id, wanted_by(found.person_id).hour, False, by, at)
    return True


def _keep(person_id: UUID, hour: int, on: bool, by: Actor, at: datetime) -> None:
    kept = {"hour": hour, "off": not on, "changed_at": at}
    Preference.objects.update_or_create(person_id=person_id, defaults=kept)
    data = {"hour": hour, "on": on}
    audit.record(by=by, at=at, action="digest.chosen", entity="person", entity_id=person_id, data=data)
