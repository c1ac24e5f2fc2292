"""Inserting without Django's query compiler: one prepared statement a model, values converted once a column.

Django's bulk_create spends most of its time building SQL for each value; loading two years of history through it took
twice as long, and an accepted answer spent most of its processor time there. Defaults are those of the model; keys must
be set by the caller (our models draw UUIDs themselves).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any]
TAKEN_AS_THEY_ARE = (
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.BinaryField,
    models.AutoField,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The statement of a model and how its values are read and written."""

    statement: str
    read: Callable[[Any], tuple[Any, ...]]
    converts: tuple[Convert | None, ...]
    fields: tuple[tuple[str, Callable[[], Any]], ...]
    """The columns' attribute names with what draws their defaults."""
    names: frozenset[str]

    def values(self, row: models.Model) -> list[Any]:
        """Return a row's values as the driver takes them."""
        return [
            value if value is None or convert is None else convert(value)
            for convert, value in zip(self.converts, self.read(row), strict=True)
        ]

    def told(self, row: Mapping[str, Any]) -> list[Any]:
        """Return the values of a row that is told by attribute names, as the driver takes them."""
        if unknown := row.keys() - self.names:
            raise ValueError(f"no column is called {', '.join(sorted(unknown))}")
        found = []
        for (name, default), convert in zip(self.fields, self.converts, strict=True):
            value = row[name] if name in row else default()
            found.append(value if value is None or convert is None else convert(value))
        return found


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model in the caller's transaction. Constraints of the database hold; signals are not sent."""
    if not rows:
        return
    plan = _plan(type(rows[0]), connection.vendor)
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(plan.statement, plan.values(rows[0]))
        else:
            cursor.executemany(plan.statement, [plan.values(row) for row in rows])


def load(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows told as values by attribute name in the caller's transaction, without building instances.

    Half of the time that a long history took to load was spent on those. What a row leaves out takes its default.
    """
    plan = _plan(model, connection.vendor)
    if values := [plan.told(row) for row in rows]:
        with connection.cursor() as cursor:
            cursor.executemany(plan.statement, values)


def insert_new(row: models.Model) -> bool:
    """Insert a row unless one of its unique keys is taken, also by somebody at this moment; say whether it was."""
    plan = _plan(type(row), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{plan.statement} ON CONFLICT DO NOTHING", plan.values(row))
        return bool(cursor.rowcount)


@lru_cache(maxsize=256)
def _plan(model: type[models.Model], vendor: str) -> Plan:
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    read = attrgetter(*(field.attname for field in fields))
    one = fields[0].attname
    return Plan(
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608  names of our own tables
        read if len(fields) > 1 else lambda row: (getattr(row, one),),
        tuple(converter(field, vendor) for field in fields),
        tuple((field.attname, field.get_default) for field in fields),
        frozenset(field.attname for field in fields),
    )


def converter(field: models.Field[Any, Any], vendor: str) -> Convert | None:
    """Return how a column's values are written, None where the driver takes them as they are."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    sqlite = vendor == "sqlite"
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
    if isinstance(target, TAKEN_AS_THEY_ARE):
        return None
    return lambda value: target.get_db_prep_save(value, connection)


def _hex(value: Any) -> str:
    return str(value.hex)


def _naive_text(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
