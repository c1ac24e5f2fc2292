"""`heedful import`: files of other systems."""

import json
import sys
from pathlib import Path

import click

from heedful.interfaces.cli import house

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--mapping",
    type=FILE,
    required=True,
    help="YAML file: which column is what, on which scale (docs/how-to/import.md)",
)
@click.option("--dry-run", is_flag=True, help="do everything, then roll it back")
@click.option("--accept-good", is_flag=True, help="write the good rows although others are refused")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="file for the refused rows, with reasons"
)
@click.option("--quiet", is_flag=True, help="no progress bar")
@house.by_option
def command(
    file: Path, mapping: Path, dry_run: bool, accept_good: bool, errors: Path | None, quiet: bool, by_email: str | None
) -> None:
    """Load FILE (CSV, TSV, JSON lines, each also .gz, or XLSX). The same file again changes nothing.

    Exit code 1 when rows were refused; unless --accept-good, nothing was written then.
    """
    at = house.start()
    from heedful.foundation.access import Permission
    from heedful.workflows import import_file

    by = house.acting(by_email, at)
    by.require_everywhere(Permission.IMPORT_DATA)
    report = import_file.run(
        file,
        mapping.read_text(encoding="utf-8"),
        dry_run=dry_run,
        accept_good=accept_good,
        errors_path=errors or file.with_suffix(".errors.csv"),
        by=by,
        at=at,
        progress=not quiet,
    )
    counts = {name: getattr(report, name) for name in ("read", "new", "changed", "same", "refused", "held", "written")}
    click.echo(json.dumps(counts | {"errors": str(report.errors_path) if report.errors_path else ""}))
    for fault in report.faults[:10]:
        click.echo(f"  {fault}", err=True)
    sys.exit(1 if report.refused else 0)
