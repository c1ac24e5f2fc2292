"""Parquet files by month under a manifest that is swapped in one step."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from fcntl import LOCK_EX, flock
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from heedful.warehouse.facts import ColumnType, Fact, Value
from heedful.warehouse.query import described

MANIFEST = "manifest.json"
ROW_GROUP = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the store: the rows of a fact in a month."""

    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of one fact."""

    columns: Mapping[str, str]
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows of all months."""
        return sum(part.rows for part in self.parts.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of the store at one moment: a reader that holds a manifest sees one consistent state."""

    refreshed_at: str = ""
    facts: Mapping[str, Held] = field(default_factory=dict)

    def text(self) -> str:
        """Write the manifest as JSON."""
        held = {
            name: {"columns": dict(each.columns), "parts": {m: [p.file, p.rows] for m, p in sorted(each.parts.items())}}
            for name, each in sorted(self.facts.items())
        }
        return json.dumps({"refreshed_at": self.refreshed_at, "facts": held}, indent=1)

    @classmethod
    def parse(cls, text: str) -> Manifest:
        """Read a manifest."""
        read = json.loads(text)
        held = {
            name: Held(each["columns"], {month: Part(*part) for month, part in each["parts"].items()})
            for name, each in read["facts"].items()
        }
        return cls(read["refreshed_at"], held)

    def files(self) -> frozenset[str]:
        """Name every file that the manifest uses."""
        return frozenset(part.file for held in self.facts.values() for part in held.parts.values())


def folder() -> Path:
    """Return the directory of the store."""
    path = Path(settings.HEEDFUL_VAR) / "warehouse"
    path.mkdir(parents=True, exist_ok=True)
    return path


def manifest() -> Manifest:
    """Read the current manifest; an empty one before the first refresh."""
    try:
        return Manifest.parse((folder() / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return Manifest()


def swap(new: Manifest) -> None:
    """Make a manifest the current one; a crash leaves either the old or the new one, whole.

    Files that neither the new manifest nor the one before it names are removed: a reader may still hold the old one.
    """
    before = manifest().files()
    _write(folder() / MANIFEST, new.text().encode())
    keep = before | new.files()
    for path in folder().glob("*.parquet"):
        if path.name not in keep:
            path.unlink(missing_ok=True)


def stamp(at: datetime) -> None:
    """Note that everything committed and marked before `at` is in the store; its content stays."""
    _write(folder() / MANIFEST, replace(manifest(), refreshed_at=at.isoformat()).text().encode())


@contextmanager
def locked() -> Iterator[None]:
    """Let one refresher work at a time, in whatever process."""
    with (folder() / "lock").open("w") as handle:
        flock(handle, LOCK_EX)
        yield


def schema(fact: Fact) -> pa.Schema:
    """Return the Parquet schema of a fact."""
    return pa.schema([(name, pa.int64() if kind.is_number else pa.string()) for name, kind in fact.columns.items()])


def table_of(fact: Fact, rows: Sequence[Sequence[Value]]) -> pa.Table:
    """Turn stored rows into a table in the order of the key."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fact.columns)
    arrays = [pa.array(column, type=each.type) for column, each in zip(columns, schema(fact), strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema(fact)).sort_by(fact.key)


def write(fact: Fact, month: str, table: pa.Table) -> Part:
    """Write one month of a fact under the hash of its content."""
    buffer = BytesIO()
    words = [name for name, kind in fact.columns.items() if not kind.is_number and kind is not ColumnType.ID]
    pq.write_table(table, buffer, compression="zstd", row_group_size=ROW_GROUP, use_dictionary=words)
    content = buffer.getvalue()
    name = f"{fact.name}-{month}-{hashlib.sha256(content).hexdigest()[:20]}.parquet"
    if not (folder() / name).exists():
        _write(folder() / name, content)
    return Part(name, table.num_rows)


def read(fact: Fact, part: Part, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one file of the store, or some of its columns."""
    return pq.ParquetFile(folder() / part.file).read(columns=list(columns or fact.columns))


def empty(fact: Fact) -> Held:
    """Return what the store holds of a fact before its first row."""
    return Held(described(fact.columns))


def _write(path: Path, content: bytes) -> None:
    """Write a file so that its name never shows a half-written content, not even after a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
