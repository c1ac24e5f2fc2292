"""`heedful bias`: who answers, and the score weighted to the book."""

import json

import click

from heedful.interfaces.cli import house


@click.command("bias")
@click.argument("metric", default="nps")
@click.option("--since", metavar="YYYY-MM", required=True, help="first month")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--margins", default="segment,unit", show_default=True, help="what to weight by, with a comma")
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of sentences")
@house.by_option
def command(metric: str, since: str, until: str, margins: str, as_json: bool, by_email: str | None) -> None:
    """Compare who answered METRIC with the book of customers, and weight the score by it."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    begin, end = (date(*house.month(text), 1) for text in (since, until))
    found = queries.bias_view(
        metric=metric, actor=house.acting(by_email, at), since=begin, until=end, by=tuple(margins.split(","))
    )
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False))
        return
    click.echo(found.sentence)
    for each in found.groups:
        shares = f"{100 * each.share_of_book:.1f} % of the book, {100 * each.share_of_answers:.1f} % of the answers"
        click.echo(f"{each.margin} {each.name}: {shares}")
