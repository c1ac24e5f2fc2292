"""How colleagues' answers on effort become facts: a value, a unit and a day, no name."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from heedful.domain.communication.models import EaseAnswer
from heedful.warehouse.facts import ColumnType, Fact, register

COLUMNS = {
    "id": ColumnType.ID,
    "topic": ColumnType.TEXT,
    "announcement_id": ColumnType.ID,
    "value": ColumnType.INTEGER,
    "unit_id": ColumnType.ID,
    "answered_on": ColumnType.DAY,
}
FIELDS = ("id", "version__announcement__topic", "version__announcement_id", "value", "unit_id", "answered_on")
Row = tuple[UUID | str | int | date, ...]


def ease_answers(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a row per answer."""
    rows = EaseAnswer.objects.all() if keys is None else EaseAnswer.objects.filter(id__in=keys)
    yield from rows.order_by("id").values_list(*FIELDS).iterator(chunk_size=2_000)


def register_all() -> None:
    """Offer the area's rows for analysis."""
    register(Fact(name="ease_answers", key="id", columns=COLUMNS, month_column="answered_on", rows=ease_answers))
