"""How revenue lines become facts: what an account brought in a month, in minor units."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID, uuid5

from heedful.domain.customers.models import RevenueLine
from heedful.warehouse.facts import ColumnType, Fact, register

COLUMNS = {
    "id": ColumnType.ID,
    "account_id": ColumnType.ID,
    "month": ColumnType.DAY,
    "currency": ColumnType.TEXT,
    "amount_minor": ColumnType.INTEGER,
}
FIELDS = ("batch_id", "account_id", "batch__month", "batch__currency", "amount_minor")
Row = tuple[UUID | str | int | date, ...]


def revenue(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a line per key; a line's key is made of its load and its account. Loads mark the whole fact."""
    wanted = None if keys is None else set(keys)
    lines = RevenueLine.objects.order_by("id").values_list(*FIELDS)
    for batch_id, account_id, *rest in lines.iterator(chunk_size=5_000):
        key = uuid5(batch_id, str(account_id))
        if wanted is None or key in wanted:
            yield (key, account_id, *rest)


def register_all() -> None:
    """Offer the area's rows for analysis."""
    register(Fact(name="revenue", key="id", columns=COLUMNS, month_column="month", rows=revenue))
