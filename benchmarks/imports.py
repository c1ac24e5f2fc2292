"""A million answers from a file: rows a second and peak memory, a second time, and beside a bare loader.

The bare loader reads the same CSV and inserts as many rows into two tables of the same database engine, with no
check, no mapping, no history, no audit trail and no mark for the warehouse.
"""

import csv
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
LIMIT_MB = 400
MAPPING = """
kind: feedback
source: bulk
follow_up: none
fields: {id: id, account: customer, body: words, collected_at: at}
scores: [{question: nps, type: nps, column: score, scale: [0, 10]}]
"""
Line = dict[str, Any]


def written(path: Path) -> None:
    """Write the file."""
    with path.open("w") as file:
        file.write("id,customer,score,words,at\n")
        for n in range(ROWS):
            words = "the parcel came late and nobody called" if n % 5 == 0 else ""
            file.write(f"r{n},A-{1 + n % 2},{n * 7 % 11},{words},2026-0{1 + n % 9}-1{n % 9} 10:00:00\n")


def bare(path: Path, folder: Path) -> float:
    """Load the file with the standard library alone and return the processor seconds."""
    began = time.process_time()
    with sqlite3.connect(folder / "bare.sqlite3", isolation_level=None) as file, path.open() as text:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute(
            "CREATE TABLE submission (id TEXT PRIMARY KEY, source TEXT UNIQUE, customer TEXT, words TEXT, at TEXT)"
        )
        file.execute("CREATE TABLE record (id TEXT PRIMARY KEY, submission TEXT REFERENCES submission, score REAL)")
        rows = csv.DictReader(text)
        while chunk := list(islice(rows, 500)):
            keys = [uuid4().hex for _ in chunk]
            said = [(k, r["id"], r["customer"], r["words"], r["at"]) for k, r in zip(keys, chunk, strict=True)]
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT INTO submission VALUES (?, ?, ?, ?, ?)", said)
            scores = [(uuid4().hex, k, float(r["score"])) for k, r in zip(keys, chunk, strict=True)]
            file.executemany("INSERT INTO record VALUES (?, ?, ?)", scores)
            file.execute("COMMIT")
    return time.process_time() - began


def run() -> Iterator[Line]:
    """Import twice, then load bare."""
    with tempfile.TemporaryDirectory(prefix="heedful-bench-") as name:
        folder = Path(name)
        os.environ |= {"HEEDFUL_VAR": name, "HEEDFUL_JOBS": "db", "DJANGO_SETTINGS_MODULE": "heedful.config.settings"}
        from tests.servers import fill

        fill()
        path = folder / "answers.csv"
        written(path)
        first, second = _imported(path), _imported(path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        raw = bare(path, folder)
    yield _line("imports.first", first, raw)
    yield _line("imports.again", second, raw)
    yield {"name": "imports.peak", "value": round(peak), "unit": "MB", "target": LIMIT_MB, "met": peak <= LIMIT_MB}


def _imported(path: Path) -> Line:
    from django.utils import timezone

    from heedful.foundation.access import SYSTEM
    from heedful.workflows import import_file

    wall, work = time.perf_counter(), time.process_time()
    report = import_file.run(path, MAPPING, by=SYSTEM, at=timezone.now())
    cpu = time.process_time() - work
    if report.read != ROWS or report.new + report.same != ROWS:
        raise SystemExit(f"rows were lost: {report}")
    told = {"new": report.new, "same": report.same, "rows": ROWS, "wall_seconds": round(time.perf_counter() - wall, 1)}
    return told | {"cpu": cpu}


def _line(name: str, found: Line, raw: float) -> Line:
    cpu = found.pop("cpu")
    per_second = round(ROWS / cpu)
    return {"name": name, "value": per_second, "unit": "rows per CPU second", "ratio": round(cpu / raw, 2), **found} | {
        "peer": "csv + sqlite3, unchecked"
    }
