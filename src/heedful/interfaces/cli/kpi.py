"""`heedful kpi`: the numbers the company steers by, and whether customers value what they count."""

import json
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.group("kpi")
def command() -> None:
    """Declare KPIs, load what is measured elsewhere, audit them."""


@command.command("audit")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--months", type=click.Choice(["3", "6", "12"]), default="6", help="months of each window")
@click.option("--metric", default="nps", show_default=True, help="the score whose drivers are looked at")
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of sentences")
@house.by_option
def audit(until: str, months: str, metric: str, as_json: bool, by_email: str | None) -> None:
    """Say which KPIs to keep and to demote, and which drivers have none."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    found = queries.kpi_audit(
        actor=house.acting(by_email, at), until=date(*house.month(until), 1), months=int(months), metric=metric
    )
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False))
        return
    click.echo(queries.audit_sentence(found))
    for line in found.lines:
        click.echo(f"{line.kpi.title}: {line.sentence}")
    for each in found.missing:
        click.echo(f"Missing: {each.title} ({each.code}), {each.share:.0%} of what is explained")
    if found.undriven:
        click.echo(f"Could not be told for {found.undriven}.")


@command.command("keep")
@click.argument("code")
@click.argument("title")
@click.argument("measure")
@click.option("--lower-is-better", is_flag=True, help="for what is measured elsewhere")
@click.option("--covers", multiple=True, help="a question whose subject it measures; may be given again")
@house.by_option
def keep(
    code: str, title: str, measure: str, lower_is_better: bool, covers: tuple[str, ...], by_email: str | None
) -> None:
    """Declare a KPI, or change the one of this CODE."""
    at = house.start()
    from heedful.domain.measurement import operations
    from heedful.domain.measurement.enums import Measure
    from heedful.foundation.errors import Refused

    if measure not in list(Measure):
        raise Refused("nothing counts this", field="measure", value=measure, fix=f"one of {', '.join(Measure)}")
    steered = operations.Steered(code, title, Measure(measure), lower_is_better, covers)
    made = operations.keep_kpi(steered=steered, by=house.acting(by_email, at), at=at)
    click.echo(f"{made.title} is judged from now on.")


@command.command("drop")
@click.argument("code")
@house.by_option
def drop(code: str, by_email: str | None) -> None:
    """Stop to steer by the KPI of this CODE."""
    at = house.start()
    from heedful.domain.measurement import operations

    operations.drop_kpi(code=code, by=house.acting(by_email, at), at=at)
    click.echo(f"{code} is no KPI any more.")


@command.command("load")
@click.argument("code")
@click.argument("month", metavar="YYYY-MM")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@house.by_option
def load(code: str, month: str, file: Path, by_email: str | None) -> None:
    """Load a JSON object of values by customer's number, measured elsewhere in a month."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import operations

    with file.open() as handle:
        given = house.told(handle)
    wrong = [name for name, value in given.items() if isinstance(value, bool) or not isinstance(value, int | float)]
    if wrong:
        raise click.BadParameter(f"{wrong[0]} has no number")
    count = operations.record_readings(
        code=code, month=date(*house.month(month), 1), values=given, by=house.acting(by_email, at), at=at
    )
    click.echo(f"{count} values stored.")
