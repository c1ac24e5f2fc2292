"""Writing a backup while the product runs: one moment of the database, not a mixture of several."""

import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from heedful import __version__
from heedful.foundation.backup import rows

FORMAT = 1
FOLDERS = ("packs", "anchors", "imports", "walks")
"""The files of an installation. The warehouse is made again; the secret key is kept apart from the data on purpose."""
MANIFEST = "manifest.json"
BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When this installation was last saved, and when that file was last restored to prove it."""

    at: str
    file: str
    size: int
    tested_at: str = ""


def write(path: Path, *, at: datetime, models: Apps = apps) -> dict[str, Any]:
    """Write the installation into a file, whole or not at all, and return its manifest. Nobody has to stop working.

    `models` are those of the tables in the database: this release's, unless they are about to be brought to it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    try:
        with tarfile.open(part, "w:gz", compresslevel=6) as packed, _one_moment():
            found = {"format": FORMAT, "version": __version__, "at": at.isoformat(), "migrations": _migrations()}
            found["tables"] = {rows.name_of(model): _table(packed, model) for model in rows.tables(models)}
            found["files"] = _files(packed)
            _add(packed, MANIFEST, json.dumps(found, indent=1, sort_keys=True).encode())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return found


def note(path: Path, *, at: datetime, tested: bool) -> None:
    """Remember the last backup for the administrator's page."""
    known = LastBackup(at.isoformat(), str(path), path.stat().st_size, at.isoformat() if tested else "")
    _note().parent.mkdir(parents=True, exist_ok=True)
    _note().write_text(json.dumps(asdict(known)))


def last() -> LastBackup | None:
    """Return what is known of the last backup."""
    try:
        return LastBackup(**json.loads(_note().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _note() -> Path:
    return Path(settings.HEEDFUL_VAR) / "backups" / "last.json"


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read from one snapshot without holding up those who write: Django's own transactions on SQLite would."""
    if connection.in_atomic_block:
        yield  # the caller's transaction is the moment
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _migrations() -> list[list[str]]:
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _table(packed: tarfile.TarFile, model: type[Any]) -> dict[str, Any]:
    digest, count = sha256(), -1  # the first line names the columns
    with tempfile.TemporaryFile() as file:
        for line in rows.lines(model):
            file.write(line)
            digest.update(line)
            count += 1
        told = tarfile.TarInfo(f"tables/{rows.name_of(model)}.jsonl")
        told.size = file.tell()
        file.seek(0)
        packed.addfile(told, file)
    return {"rows": count, "sha256": digest.hexdigest()}


def _files(packed: tarfile.TarFile) -> dict[str, str]:
    home, found = Path(settings.HEEDFUL_VAR), {}
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(home).as_posix()
                packed.add(path, f"files/{name}", recursive=False)
                found[name] = sha256(path.read_bytes()).hexdigest()
    return found


def _add(packed: tarfile.TarFile, name: str, content: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        told = tarfile.TarInfo(name)
        told.size = len(content)
        packed.addfile(told, file)
