"""`heedful restore`."""

import json
import sys
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--erasures",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="list of those whom a backup from before must not bring back (default: erasures.jsonl in HEEDFUL_VAR)",
)
def command(file: Path, erasures: Path | None) -> None:
    """Fill an empty installation (HEEDFUL_VAR, DATABASE_URL) from FILE, on either database.

    Each table and file is compared with the backup, the audit chain is verified, the tables are brought to this release
    and the figures are made again. Exit code 1 when anything differs.
    """
    at = house.start()
    from django.conf import settings

    from heedful.foundation import backup
    from heedful.foundation.audit import queries as audit
    from heedful.foundation.erasures import operations as forgotten
    from heedful.warehouse import dirty, facts, refresh
    from heedful.workflows import privacy

    settings.HEEDFUL_VAR.mkdir(parents=True, exist_ok=True)
    found = backup.restore(file)
    house.migrate(save=False)
    trail = audit.verify()
    again, kept = 0, settings.HEEDFUL_VAR / forgotten.FILE
    if erasures is None and kept.exists():
        erasures = kept
    if erasures is not None:
        again = privacy.reapply(forgotten.listed(erasures), at=at)
        forgotten.scrub()
    for name in facts.names():
        dirty.mark_all(name)
    refresh.refresh(at=at)
    sound = not found.wrong and trail.sound
    told = {
        "saved_at": found.at,
        "version": found.version,
        "rows": found.rows,
        "files": found.files,
        "erased_again": again,
    }
    click.echo(json.dumps(told | {"wrong": list(found.wrong), "audit": trail.fault or "sound", "sealed": trail.sealed}))
    sys.exit(0 if sound else 1)
