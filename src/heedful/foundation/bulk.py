"""Inserting very many rows: one prepared statement, values converted once a column instead of once a field lookup.

Django's bulk_create spends most of its time building SQL for each value; loading two years of history through it took
twice as long. Defaults are those of the model; keys must be set by the caller (our models draw UUIDs themselves).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any]


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model in the caller's transaction. Constraints of the database hold; signals are not sent."""
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    read = attrgetter(*(field.attname for field in fields))
    converts = [_converter(field) for field in fields]
    values = [
        [
            value if value is None or convert is None else convert(value)
            for convert, value in zip(converts, read(row), strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})", values)  # noqa: S608  names of our own tables


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """Return how a column's values are written, None where the driver takes them as they are."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    sqlite = connection.vendor == "sqlite"
    if isinstance(target, models.JSONField):
        return json.dumps
    if isinstance(target, models.UUIDField):
        return _hex if sqlite else None
    if isinstance(target, models.DateTimeField):
        return _naive_text if sqlite else None
    if isinstance(target, models.DateField):
        return date.isoformat if sqlite else None
    if isinstance(target, models.CharField | models.TextField):
        return str
    return None


def _hex(value: Any) -> str:
    return str(value.hex)


def _naive_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
