"""`heedful silence`: customers who used to answer and have stopped."""

import json

import click

from heedful.interfaces.cli import house


@click.command("silence")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--months", type=click.Choice(["2", "3", "6"]), default="3", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of lines")
@house.by_option
def command(until: str, months: str, as_json: bool, by_email: str | None) -> None:
    """List customers who went quiet, by what they bring."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    end = date(*house.month(until), 1)
    found = queries.silent_customers(actor=house.acting(by_email, at), until=end, months=int(months))
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False))
        return
    click.echo(found.sentence)
    for each in found.quiet:
        asks = each.silent.asks
        click.echo(
            f"{each.place:4}  {each.code:12}  {each.name}: answered {asks.answered_before} of {asks.asked_before}"
            f" before, {asks.answered} of {asks.asked} since"
        )
