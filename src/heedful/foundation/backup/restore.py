"""Putting a backup into an empty installation, of this release or an earlier one, on either database."""

import json
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from heedful.foundation import bulk, new_database
from heedful.foundation.backup import rows
from heedful.foundation.backup.archive import FOLDERS, FORMAT, MANIFEST
from heedful.foundation.errors import Refused


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and whatever differs from the manifest: nothing, unless the backup is damaged."""

    at: str
    version: str
    rows: int
    files: int
    wrong: tuple[str, ...]


def restore(path: Path) -> Restored:
    """Fill an empty installation and compare each table and file with the manifest.

    The tables are made as they were when the backup was written; the caller brings them to this release afterwards.
    Raise Refused when the installation is not empty, or the file is no backup, damaged, or of a newer release.
    """
    try:
        with tarfile.open(path, "r:gz") as packed:
            manifest = _manifest(packed, path)
            _refuse_unless_empty()
            state = _migrated(manifest)
            wrong = _tables(packed, manifest, state) + _files(packed, manifest)
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError) as error:
        raise Refused(
            f"this is no whole backup: {error}", field="file", value=path.name, fix="use another copy"
        ) from error
    count = sum(each["rows"] for each in manifest["tables"].values())
    return Restored(manifest["at"], manifest["version"], count, len(manifest["files"]), tuple(wrong))


def _manifest(packed: tarfile.TarFile, path: Path) -> dict[str, Any]:
    member = packed.extractfile(MANIFEST)
    manifest: dict[str, Any] = json.loads(member.read()) if member else {}
    if manifest.get("format") != FORMAT:
        raise Refused("this is no backup of this product", field="file", value=path.name, fix="choose another file")
    home = Path(settings.HEEDFUL_VAR).resolve()
    for name in manifest["files"]:
        if not any((home / name).resolve().is_relative_to(home / folder) for folder in FOLDERS):
            raise ValueError(f"{name} leads out of the installation")
    return manifest


def _refuse_unless_empty() -> None:
    if connection.introspection.table_names():
        raise Refused(
            "this installation is not empty",
            field="DATABASE_URL",
            fix="name an empty folder with HEEDFUL_VAR, or an empty database",
        )


def _migrated(manifest: dict[str, Any]) -> Any:
    """Make the tables of the backup's release and return the models as they were then."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in manifest["migrations"]}
    known = set(executor.loader.disk_migrations)
    if unknown := sorted(wanted - known):
        raise Refused(
            f"the backup is of a newer release ({manifest['version']})",
            field="file",
            value=".".join(unknown[0]),
            fix="install that release first",
        )
    if wanted == known:
        new_database.create(connection)
    else:
        executor.migrate(latest(executor.loader.graph, wanted))
    return executor.loader.project_state(latest(executor.loader.graph, wanted)).apps


def latest(graph: MigrationGraph, applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return of the applied migrations the last ones of each app: the state of a database."""

    def followed(node: Any) -> bool:
        return any(child.key[0] == node.key[0] and child.key in applied for child in node.children)

    return [key for key in applied if not followed(graph.node_map[key])]


def _tables(packed: tarfile.TarFile, manifest: dict[str, Any], state: Any) -> list[str]:
    models_of = {rows.name_of(model): model for model in rows.tables(state)}
    with connection.constraint_checks_disabled(), transaction.atomic():
        for name in manifest["tables"]:
            file = packed.extractfile(f"tables/{name}.jsonl")
            if file is None:
                raise KeyError(name)
            _fill(models_of[name], file)
    connection.check_constraints()
    reset = connection.ops.sequence_reset_sql(no_style(), list(models_of.values()))
    with connection.cursor() as cursor:
        for statement in reset:
            cursor.execute(statement)
    return [f"table {name}" for name, told in manifest["tables"].items() if _hash(models_of[name]) != told["sha256"]]


def _fill(model: type[models.Model], file: IO[bytes]) -> None:
    columns = json.loads(file.readline())
    made = (rows.row(model, columns, line) for line in file)
    while portion := list(islice(made, rows.PORTION)):
        if isinstance(model._meta.pk, models.AutoField):
            model._base_manager.bulk_create(portion, batch_size=500)  # with the numbers they had
        else:
            bulk.insert(portion)


def _hash(model: type[models.Model]) -> str:
    digest = sha256()
    for line in rows.lines(model):
        digest.update(line)
    return digest.hexdigest()


def _files(packed: tarfile.TarFile, manifest: dict[str, Any]) -> list[str]:
    home, wrong = Path(settings.HEEDFUL_VAR), []
    for name, digest in manifest["files"].items():
        path = home / name
        file = packed.extractfile(f"files/{name}")
        content = file.read() if file else b""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if sha256(content).hexdigest() != digest:
            wrong.append(f"file {name}")
    return wrong
