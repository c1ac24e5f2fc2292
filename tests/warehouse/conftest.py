"""A fact whose rows live in a plain table, so that the warehouse is tested without any area."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from heedful.warehouse import facts, reader
from heedful.warehouse.facts import ColumnType, Fact

COLUMNS = {
    "key": ColumnType.ID,
    "metric": ColumnType.TEXT,
    "value": ColumnType.INTEGER,
    "unit_id": ColumnType.TEXT,
    "segment": ColumnType.TEXT,
    "collected_day": ColumnType.DAY,
}


def read(keys: Sequence[UUID] | None) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table, as an area's facts.py would."""
    text = "SELECT key, metric, value, unit_id, segment, collected_day FROM source_answers"
    with connection.cursor() as cursor:
        if keys is not None:
            text += f" WHERE key IN ({', '.join(['%s'] * len(keys))})"
        cursor.execute(text, [str(key) for key in keys or ()])
        for row in cursor.fetchall():
            yield (*row[:5], _day(row[5]))


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


ANSWERS = Fact("answers", "key", COLUMNS, "collected_day", read)


@pytest.fixture
def var(tmp_path, settings) -> Iterator[None]:
    settings.HEEDFUL_VAR = tmp_path
    reader.close()
    yield
    reader.close()


@pytest.fixture
def registry(monkeypatch, var):
    """Leave the test's fact alone in the registry."""
    monkeypatch.setattr(facts, "_facts", {})
    facts.register(ANSWERS)


@pytest.fixture
def source(registry) -> Iterator[None]:
    """Create the table behind the fact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE source_answers (key varchar(36) PRIMARY KEY, metric varchar(9), value bigint,"
            " unit_id varchar(9), segment varchar(9), collected_day varchar(10))"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE source_answers")
