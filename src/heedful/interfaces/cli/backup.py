"""`heedful backup`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--test", is_flag=True, help="restore the file at once into an empty installation and compare everything")
@click.option("--keep", type=click.IntRange(min=1), help="of the files in the default folder, keep this many")
def command(file: Path | None, test: bool, keep: int | None) -> None:
    """Save the whole installation into FILE (default: a new one in var/backups), while it runs.

    The secret key (var/secret_key or HEEDFUL_SECRET_KEY) is not in it: keep a copy of it in another place.
    """
    at = house.start()
    from django.conf import settings

    from heedful.foundation import backup

    folder = Path(settings.HEEDFUL_VAR) / "backups"
    path = file or folder / f"heedful-{at:%Y%m%d-%H%M%S}.tar.gz"
    manifest = backup.write(path, at=at)
    if test:
        _prove(path)
    backup.note(path, at=at, tested=test)
    for old in sorted(folder.glob("heedful-*.tar.gz"))[: -keep or None] if keep else []:
        old.unlink()
    rows = sum(each["rows"] for each in manifest["tables"].values())
    told = {"file": str(path), "bytes": path.stat().st_size, "tables": len(manifest["tables"]), "rows": rows}
    click.echo(json.dumps(told | {"files": len(manifest["files"]), "tested": test}))


def _prove(path: Path) -> None:
    """Restore into an embedded database of its own; a difference ends the command."""
    with tempfile.TemporaryDirectory(prefix="heedful-restore-") as name:
        env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "HEEDFUL_DEMO")}
        command = [sys.executable, "-m", "heedful.interfaces.cli", "restore", str(path.resolve())]
        env |= {"HEEDFUL_VAR": name}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        raise click.ClickException(f"the backup does not restore: {(done.stderr or done.stdout).strip()[-500:]}")
