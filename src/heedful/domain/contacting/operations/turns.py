"""One decision on a person at a time."""

from collections.abc import Iterable
from datetime import datetime

from heedful.domain.contacting.models import Turn


def take(keys: Iterable[str], at: datetime) -> None:
    """Hold these persons until the transaction ends: whoever decides on one of them meanwhile waits, then sees all.

    An upsert locks the rows on PostgreSQL; sorted, two batches never hold what the other waits for. SQLite has one
    writer anyway.
    """
    rows = [Turn(key=key, taken_at=at) for key in sorted(set(keys))]
    Turn.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["key"], update_fields=["taken_at"]
    )
