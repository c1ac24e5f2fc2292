"""`heedful check`: is this installation sound?"""

import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial

import click

from heedful.interfaces.cli import house


@click.command("check")
def command() -> None:
    """Check settings, database, migrations, files, jobs and the audit trail. Exit code 1 when something is wrong."""
    house.start()
    from django.conf import settings
    from django.core import checks
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from heedful.foundation.audit import queries as audit
    from heedful.foundation.jobs import queries as jobs

    found: dict[str, str] = {}
    errors = [message for message in checks.run_checks() if message.is_serious()]
    found["settings"] = "; ".join(message.msg for message in errors) or "ok"
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    found["database"] = f"{len(missing)} migration(s) to run: heedful serve runs them" if missing else "ok"
    try:
        with tempfile.TemporaryFile(dir=settings.HEEDFUL_VAR):
            found["files"] = "ok"
    except OSError as error:
        found["files"] = f"{settings.HEEDFUL_VAR} cannot be written: {error.strerror}"
    if not missing:
        parked = jobs.counts()["parked"]
        found["jobs"] = f"{parked} parked: see Settings, Jobs" if parked else "ok"
        found["audit"] = audit.verify().fault or "ok"
        found["books"] = _books()
        found["mail"] = _mail()
    click.echo(json.dumps(found, indent=2))
    sys.exit(0 if set(found.values()) == {"ok"} else 1)


def _mail() -> str:
    """Say which mailboxes are named wrongly or cannot be read."""
    from heedful.domain.correspondence import queries
    from heedful.foundation.errors import Refused
    from heedful.workflows import incoming_mail

    try:
        named = {each.address for each in incoming_mail.mailboxes()}
    except Refused as refused:
        return str(refused)
    failing = queries.positions().filter(failing_since__isnull=False, mailbox__in=named)
    return "; ".join(f"{each.mailbox}: {each.problem}" for each in failing) or "ok"


def _books() -> str:
    """Say which closed figures or files are no longer what was closed."""
    from heedful.domain.measurement import queries

    faults = []
    for period in queries.packs():
        proofs: list[Callable[[], object]] = [
            partial(queries.proven, period),
            *(partial(queries.content, file) for file in queries.files(period)),
        ]
        for prove in proofs:
            try:
                prove()
            except queries.Altered as altered:
                faults.append(f"{queries.name_of(period)}: {altered}")
    return "; ".join(faults) or "ok"
