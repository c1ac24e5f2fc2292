"""How interactions become facts: lateness in whole days, waits in seconds."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from heedful.domain.journeys.models import Interaction
from heedful.domain.journeys.rules.lateness import days_late
from heedful.foundation.days import day_of, zone
from heedful.warehouse.facts import ColumnType, Fact, register

COLUMNS = {
    "id": ColumnType.ID,
    "started_on": ColumnType.DAY,
    "unit_id": ColumnType.ID,
    "touchpoint": ColumnType.TEXT,
    "channel": ColumnType.TEXT,
    "account_id": ColumnType.ID,
    "segment": ColumnType.TEXT,
    "promised": ColumnType.FLAG,
    "delivered": ColumnType.FLAG,
    "days_late": ColumnType.INTEGER,
    "wait_seconds": ColumnType.INTEGER,
    "transfers": ColumnType.INTEGER,
    "first_contact_resolved": ColumnType.FLAG,
}
FIELDS = (
    "id", "started_at", "unit_id", "touchpoint__code", "channel", "account_id", "account__segment_id",
    "promised_at", "actual_at", "wait_seconds", "transfers", "first_contact_resolved",
)  # fmt: skip
Row = tuple[UUID | str | int | bool | date | None, ...]


def interactions(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a row per interaction; days late are empty while nothing was promised or nothing came."""
    found = Interaction.objects.all() if keys is None else Interaction.objects.filter(id__in=keys)
    for row in found.order_by("id").values_list(*FIELDS).iterator(chunk_size=2_000):
        promised, actual = row[7], row[8]
        late = days_late(promised, actual, zone())
        yield (row[0], day_of(row[1]), *row[2:7], promised is not None, actual is not None, late, *row[9:])


def register_all() -> None:
    """Offer the area's rows for analysis."""
    register(Fact(name="interactions", key="id", columns=COLUMNS, month_column="started_on", rows=interactions))
