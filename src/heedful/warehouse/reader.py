"""DuckDB over the files of the current manifest."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import duckdb

from heedful.warehouse import facts, query, store
from heedful.warehouse.query import Parameter

_lock = threading.Lock()
_open: tuple[str, duckdb.DuckDBPyConnection] | None = None

SETTINGS = {
    "threads": "2",
    "memory_limit": "'512MB'",
    "autoinstall_known_extensions": "false",  # an extension would be fetched from the network
    "autoload_known_extensions": "false",
}


def rows(text: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
    """Run a query and return its rows sorted by all their columns.

    Threads hand groups back in any order, and a sum of floating point numbers differs in its last digit by order.
    """
    return execute(f"SELECT * FROM ({text}) ORDER BY ALL", parameters)  # noqa: S608  our own texts


def execute(text: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
    """Run a query on the store as the current manifest describes it; the text itself says in which order.

    A reader may hold a manifest whose files were removed two refreshes later; it then looks again, once.
    """
    try:
        return _run(text, parameters)
    except duckdb.IOException:
        close()
        return _run(text, parameters)


def close() -> None:
    """Forget the open connection, so that the next query reads the manifest again."""
    global _open  # one connection a process is the point
    with _lock:
        _open = None


def state() -> str:
    """Name the content of the store: the same text as long as nothing has changed."""
    return _name(store.manifest())


def _run(text: str, parameters: Sequence[Parameter]) -> list[tuple[Any, ...]]:
    with _connection().cursor() as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(text, list(parameters)).fetchall()
        return rows


def _connection() -> duckdb.DuckDBPyConnection:
    global _open  # one connection a process is the point
    manifest = store.manifest()
    name = _name(manifest)
    with _lock:
        if _open is None or _open[0] != name:
            _open = (name, _connected(manifest))
        return _open[1]


def _name(manifest: store.Manifest) -> str:
    return "\n".join([str(store.folder()), *facts.names(), *sorted(manifest.files())])


def _connected(manifest: store.Manifest) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    for name, value in SETTINGS.items():
        connection.execute(f"SET {name} = {value}")
    for name in facts.names():
        held = manifest.facts.get(name)
        if held is None or not held.parts:
            connection.execute(query.table(facts.fact(name)))
            continue
        files = ", ".join(
            "'" + str(store.folder() / part.file).replace("'", "''") + "'" for part in held.parts.values()
        )
        columns = facts.fact(name).columns
        new = "".join(  # of this release, and not yet in the files: the next refresh writes them
            f", CAST(NULL AS {query.sql_type(kind)}) AS {column}"
            for column, kind in columns.items()
            if column not in held.columns
        )
        connection.execute(f"CREATE VIEW {name} AS SELECT *{new} FROM read_parquet([{files}])")  # noqa: S608  # our own files
    return connection
