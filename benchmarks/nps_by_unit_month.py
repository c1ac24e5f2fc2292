"""NPS by unit and month: our engine beside hand-written DuckDB and, where installed, pandas.

HEEDFUL_BENCH_ROWS=10000000 for ten million. The ratio is of processor time to ours.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from django.conf import settings

ROWS = int(os.environ.get("HEEDFUL_BENCH_ROWS", "1000000"))
RUNS = 5
UNITS, MONTHS = 40, 24

settings.configure(HEEDFUL_VAR=tempfile.mkdtemp(prefix="heedful-bench-"))

from heedful.analytics.definitions import definition  # noqa: E402  # Django's settings come first
from heedful.analytics.scores.figure import measured  # noqa: E402
from heedful.warehouse import engine, facts, reader, store  # noqa: E402
from heedful.warehouse.facts import ColumnType, Fact  # noqa: E402

COLUMNS = {
    "id": ColumnType.ID,
    "metric": ColumnType.TEXT,
    "value": ColumnType.INTEGER,
    "status": ColumnType.TEXT,
    "unit_id": ColumnType.ID,
    "collected_on": ColumnType.DAY,
}


def made_up(fact: Fact) -> None:
    """Fill the store with answers of two years, month by month."""
    rng = np.random.default_rng(1)
    units = np.array([str(uuid.UUID(int=int(n) + 1)) for n in range(UNITS)])
    parts = {}
    per_month = ROWS // MONTHS
    for place in range(MONTHS):
        month = f"{2025 + place // 12}-{place % 12 + 1:02}"
        days = np.array([date(int(month[:4]), int(month[5:]), day).isoformat() for day in range(1, 29)])
        start = place * per_month
        table = pa.table(
            {
                "id": [f"{n:032x}" for n in range(start, start + per_month)],
                "metric": pa.array(["nps"]).take(pa.array(np.zeros(per_month, dtype=np.int64))),
                "value": rng.integers(0, 11, per_month) * 100,
                "status": pa.array(["final"]).take(pa.array(np.zeros(per_month, dtype=np.int64))),
                "unit_id": units[rng.integers(0, UNITS, per_month)],
                "collected_on": days[rng.integers(0, 28, per_month)],
            },
            schema=store.schema(fact),
        )
        parts[month] = store.write(fact, month, table)
    store.swap(store.Manifest("", {fact.name: store.Held(store.empty(fact).columns, parts)}))


def ours() -> dict[tuple[str, ...], float]:
    """Ask the engine, then compute score and interval of every cell."""
    each = definition("nps")
    found = engine.tallies(each, (), ("unit_id", "month"))
    return {group: measured(each, tally).estimate or 0.0 for group, tally in found.items()}


SQL = """
SELECT unit_id, substr(collected_on, 1, 7) AS month,
       100.0 * (sum((value >= 900)::int) - sum((value < 700)::int)) / count(*)
FROM read_parquet('{files}') WHERE metric = 'nps' AND status IN ('final', 'partial') AND value BETWEEN 0 AND 1000
GROUP BY 1, 2
"""


def by_hand() -> dict[tuple[str, ...], float]:
    """Ask DuckDB with SQL written for this question: scores only, no intervals."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    rows = connection.execute(SQL.format(files=store.folder() / "*.parquet")).fetchall()
    return {(unit, month): score for unit, month, score in rows}


def pandas() -> dict[tuple[str, ...], float]:
    """Group a data frame."""
    import pandas as pd

    frame = pd.read_parquet(store.folder(), columns=["unit_id", "collected_on", "value"])
    frame["score"] = (frame["value"] >= 900).astype(int) - (frame["value"] < 700).astype(int)
    return (100 * frame.groupby(["unit_id", frame["collected_on"].str[:7]])["score"].mean()).to_dict()


Cells = dict[tuple[str, ...], float]
Line = dict[str, Any]


def timed(name: str, ask: Callable[[], Cells]) -> tuple[Cells, Line]:
    """Return the cells, and the median time and processor time of some runs, after one to warm up."""
    reader.close()
    started = time.perf_counter()
    found = ask()
    cold = time.perf_counter() - started
    walls, works = [], []
    for _ in range(RUNS):
        wall, work = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line: Line = {"name": "nps_by_unit_month", "value": round(median(works), 3), "unit": "CPU s", "peer": name}
    line |= {"rows": ROWS, "cells": len(found)}
    line |= {"first_s": round(cold, 3), "median_s": round(median(walls), 3), "peak_mb_so_far": peak}
    return found, line


def run() -> Iterator[Line]:
    """Fill the store, time the contenders, and check that they agree."""
    fact = Fact("answers", "id", COLUMNS, "collected_on", lambda _keys: iter(()))
    facts.register(fact)
    made_up(fact)
    want, first = timed("heedful (with intervals)", ours)
    yield first | {"ratio": 1.0}
    other, line = timed("DuckDB by hand", by_hand)
    assert want.keys() == other.keys()
    assert all(abs(want[cell] - other[cell]) < 1e-9 for cell in want)
    yield line | {"ratio": round(line["value"] / first["value"], 3)}
    if importlib.util.find_spec("pandas"):
        _, last = timed("pandas", pandas)
        yield last | {"ratio": round(last["value"] / first["value"], 3)}
