"""Finding one row by equal columns with a prepared statement: the reads that every accepted answer makes.

Django builds the SQL of each query anew; these few reads took a third of an answer's processor time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from heedful.foundation.bulk import converter

Convert = Callable[[Any], Any]


def find(model: type[models.Model], columns: tuple[str, ...], **equal: object) -> tuple[Any, ...] | None:
    """Return `columns` (texts, numbers, ids, times) of the one row whose columns equal the given values, or None.

    A name is the column's attribute (`unit_id`), or that of a row it points to (`survey__code`).
    """
    statement, into, out = _plan(model, columns, tuple(equal), connection.vendor)
    values: list[Any] = [
        value if convert is None else convert(value) for convert, value in zip(into, equal.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None
    return tuple(
        value if convert is None or value is None else convert(value) for convert, value in zip(out, row, strict=True)
    )


@lru_cache(maxsize=256)
def _plan(
    model: type[models.Model], columns: tuple[str, ...], keys: tuple[str, ...], vendor: str
) -> tuple[str, tuple[Convert | None, ...], tuple[Convert | None, ...]]:
    quote = connection.ops.quote_name
    joins: dict[str, str] = {}

    def place(name: str) -> tuple[str, models.Field[Any, Any]]:
        owner, table = model, quote(model._meta.db_table)
        relation, _, last = name.rpartition("__")
        if relation:
            key = _column(model, f"{relation}_id")
            owner = key.related_model
            table = quote(owner._meta.db_table)
            target = quote(str(key.target_field.column))
            joins[relation] = f" JOIN {table} ON {table}.{target} = {quote(model._meta.db_table)}.{quote(key.column)}"
        field = _column(owner, last)
        return f"{table}.{quote(str(field.column))}", field

    wanted, known = [place(name) for name in columns], [place(name) for name in keys]
    statement = (
        f"SELECT {', '.join(column for column, _ in wanted)} "  # noqa: S608  names of our own tables
        f"FROM {quote(model._meta.db_table)}{''.join(joins.values())} "
        f"WHERE {' AND '.join(f'{column} = %s' for column, _ in known)} LIMIT 1"
    )
    out = tuple(_reader(field) if vendor == "sqlite" else None for _, field in wanted)
    return statement, tuple(converter(field, vendor) for _, field in known), out


def _column(model: type[models.Model], attribute: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == attribute)


def _reader(field: models.Field[Any, Any]) -> Convert | None:
    """Return how a value comes out of SQLite, which knows neither ids nor zones; None where it is taken as it is."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return UUID
    return _moment if isinstance(field, models.DateTimeField) else None


def _moment(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC)
