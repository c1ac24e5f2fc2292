"""Every write of the audit trail. Rows are never changed: triggers in both databases refuse it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit.chain import GENESIS, canonical, link
from heedful.foundation.audit.models import Anchor, AuditRow, Seal
from heedful.foundation.audit.queries import COVERED, last_seal


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    entity: str,
    entity_id: UUID | str | int,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write the audit row of a change, in the transaction of the change.

    `data` holds ids, codes and states; never what a person wrote.
    """
    row = AuditRow(
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        action=action,
        entity=entity,
        entity_id=str(entity_id),
        data=canonical(data or {}),
    )
    bulk.insert([row])


@transaction.atomic
def seal(*, limit: int = 5_000) -> int:
    """Chain up to `limit` unsealed rows in the order of their ids and return how many.

    Two sealers at once collide on the sequence number; the loser's transaction is rolled back and nothing is harmed.
    """
    tail = last_seal()
    sequence, previous = (tail.sequence, tail.hash) if tail else (0, GENESIS)
    links = []
    for row in AuditRow.objects.filter(seal__isnull=True).order_by("id").values("id", *COVERED)[:limit]:
        sequence += 1
        previous = link(previous, sequence, row)
        links.append(Seal(sequence=sequence, row_id=row["id"], hash=previous))
    Seal.objects.bulk_create(links)
    return len(links)


@transaction.atomic
def anchor(*, at: datetime) -> Anchor | None:
    """Seal what is open and keep the day's last hash; None while nothing was ever sealed. A day is anchored once."""
    while seal():
        pass
    tail = last_seal()
    if tail is None:
        return None
    kept, _ = Anchor.objects.get_or_create(day=at.date(), defaults={"sequence": tail.sequence, "hash": tail.hash})
    return kept
