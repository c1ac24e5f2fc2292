"""How scored records become facts: one row each, values as whole hundredths."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from heedful.domain.feedback.models import Record
from heedful.domain.feedback.rules import hundredths
from heedful.domain.feedback.rules.records import SCORED
from heedful.foundation.days import day_of
from heedful.warehouse.facts import ColumnType, Fact, register

COLUMNS = {
    "id": ColumnType.ID,
    "survey": ColumnType.TEXT,
    "question": ColumnType.TEXT,
    "metric": ColumnType.TEXT,
    "value": ColumnType.INTEGER,
    "scale_low": ColumnType.INTEGER,
    "scale_high": ColumnType.INTEGER,
    "unit_id": ColumnType.ID,
    "touchpoint": ColumnType.TEXT,
    "channel": ColumnType.TEXT,
    "account_id": ColumnType.ID,
    "segment": ColumnType.TEXT,
    "collected_on": ColumnType.DAY,
    "experienced_on": ColumnType.DAY,
    "status": ColumnType.TEXT,
    "kind": ColumnType.TEXT,
    "submission_id": ColumnType.ID,
    "interaction_id": ColumnType.ID,
}
FIELDS = (
    "id",
    "submission__source_id",
    "field_id",
    "field_type",
    "value_number",
    "scale_low",
    "scale_high",
    "submission__unit_id",
    "submission__touchpoint__code",
    "submission__channel",
    "submission__account_id",
    "submission__account__segment_id",
    "submission__collected_at",
    "submission__experienced_at",
    "submission__status",
    "submission__kind",
    "submission_id",
    "submission__interaction_id",
)
Row = tuple[UUID | str | int | date | None, ...]


def answers(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield a scored record per key."""
    rows = Record.objects.filter(field_type__in=SCORED, value_number__isnull=False)
    if keys is not None:
        rows = rows.filter(id__in=keys)
    for row in rows.order_by("id").values_list(*FIELDS).iterator(chunk_size=2_000):
        yield (*row[:4], hundredths(row[4]), *row[5:12], day_of(row[12]), day_of(row[13]), *row[14:])


def register_all() -> None:
    """Offer the area's rows for analysis."""
    register(Fact(name="answers", key="id", columns=COLUMNS, month_column="collected_on", rows=answers))
