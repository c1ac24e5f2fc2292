"""`heedful pack`: a closed period's files."""

import hashlib
import sys
from datetime import date
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.command("pack")
@click.argument("month")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="folder to write to")
@click.option(
    "--verify", is_flag=True, help="render again and compare with what was stored; exit code 1 when it differs"
)
def command(month: str, out: Path, verify: bool) -> None:
    """Write the board pack of a closed MONTH (such as 2026-03): PDF, workbook, results, money, manifest."""
    house.start()
    from heedful.domain.measurement import queries
    from heedful.domain.measurement.enums import PeriodKind
    from heedful.foundation.errors import NotFound
    from heedful.workflows import board_pack

    period = queries.period_starting(PeriodKind.MONTH, date(*house.month(month), 1))
    stored = queries.files(period) if period else []
    if period is None or not stored:
        raise NotFound("this month is not closed", field="month", value=month, fix="close it first: `heedful close`")
    newest = max(file.edition for file in stored)
    out.mkdir(parents=True, exist_ok=True)
    for file in stored:
        if file.edition == newest:
            (out / f"{month}-{file.name}").write_bytes(queries.content(file))
            click.echo(f"{file.sha256}  {out / f'{month}-{file.name}'}")
    if verify:
        again = board_pack.rendered_again(period.id, newest)
        kept = {file.name: file.sha256 for file in stored if file.edition == newest}
        wrong = [name for name, content in again.items() if hashlib.sha256(content).hexdigest() != kept[name]]
        click.echo("rendered again: " + (f"differs in {', '.join(wrong)}" if wrong else "identical, byte for byte"))
        sys.exit(1 if wrong else 0)
