"""Bringing an installation from an earlier release to this one: saved first, and gone on with wherever it stopped."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from heedful import __version__
from heedful.foundation import new_database
from heedful.foundation.backup import archive
from heedful.foundation.backup.restore import latest


@dataclass(frozen=True, slots=True)
class Upgraded:
    """How many steps were taken, and the backup of what was there before; none where nothing was or changed."""

    steps: int
    saved: Path | None


def upgrade(*, at: datetime, save: bool = True) -> Upgraded:
    """Make the tables those of this release.

    What is there is saved as it stands before the first step. Each step is one transaction: after a crash or a kill in
    the middle the same call goes on with the first step that is missing.
    """
    settings.HEEDFUL_VAR.mkdir(parents=True, exist_ok=True)
    saved = None
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps and save and not new_database.is_new(connection):
        saved = settings.HEEDFUL_VAR / "backups" / f"before-{__version__}-{at:%Y%m%d-%H%M%S}.tar.gz"
        archive.write(saved, at=at, models=_as_they_are(executor))
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return Upgraded(steps, saved)


def _as_they_are(executor: MigrationExecutor) -> StateApps:
    """Return the models of the release whose tables are in the database."""
    graph = executor.loader.graph
    return executor.loader.project_state(latest(graph, set(executor.loader.applied_migrations) & set(graph.nodes))).apps
