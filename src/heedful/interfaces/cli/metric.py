"""`heedful metric`: figures as the pages show them."""

import json

import click

from heedful.interfaces.cli import house


@click.command("metric")
@click.argument("name", required=False)
@click.option("--since", metavar="YYYY-MM", help="first month")
@click.option("--until", metavar="YYYY-MM", help="first month that is left out")
@click.option("--by", "group_by", default="", help="month, unit, touchpoint, channel or segment")
@click.option("--unit", "unit_code", default="", help="code of a unit: it and all below it")
@click.option("--touchpoint", default="")
@click.option("--channel", default="")
@click.option("--segment", default="")
@click.option(
    "--as", "by_email", metavar="ADDRESS", help="mail address of the colleague who asks (default: the system)"
)
def command(
    name: str | None,
    since: str | None,
    until: str | None,
    group_by: str,
    unit_code: str,
    touchpoint: str,
    channel: str,
    segment: str,
    by_email: str | None,
) -> None:
    """Compute a metric over whole months, one JSON object a figure. Without a name: list the metrics."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries
    from heedful.domain.organisation import queries as organisation

    if name is None:
        for each in queries.metrics():
            click.echo(f"{each.id:24} {each.title}")
        return
    if not since or not until:
        raise click.UsageError("name the months: --since 2026-01 --until 2026-04")
    unit = str(organisation.unit(unit_code).id) if unit_code else ""
    given = {"unit": unit, "touchpoint": touchpoint, "channel": channel, "segment": segment}
    found = queries.figures(
        definition=name,
        actor=house.acting(by_email, at),
        at=at,
        since=date(*house.month(since), 1),
        until=date(*house.month(until), 1),
        group_by=group_by or None,
        filters={key: value for key, value in given.items() if value},
    )
    for figure in found:
        click.echo(json.dumps(figure.record(), ensure_ascii=False))
