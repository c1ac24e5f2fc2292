"""`heedful gaming`: signs that scores were worked on, as the page says it."""

import json

import click

from heedful.interfaces.cli import house


@click.command("gaming")
@click.argument("metric", default="nps")
@click.option("--since", metavar="YYYY-MM", required=True, help="first month")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of sentences")
@house.by_option
def command(metric: str, since: str, until: str, as_json: bool, by_email: str | None) -> None:
    """Look for begging, choosing, timing and heaping behind METRIC."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    begin, end = (date(*house.month(text), 1) for text in (since, until))
    found = queries.gaming_watch(metric=metric, actor=house.acting(by_email, at), since=begin, until=end)
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False))
        return
    click.echo(found.sentence)
    for each in found.signs:
        click.echo(f"{each.title}, {each.where}: {each.sentence}")
