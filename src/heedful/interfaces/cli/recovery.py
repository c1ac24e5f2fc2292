"""`heedful recovery`: what recoveries and late hand-overs go with, as the page says it."""

import json
from datetime import datetime

import click

from heedful.interfaces.cli import house


@click.group("recovery")
def command() -> None:
    """Say what recoveries, and late hand-overs between departments, go with."""


@command.command("effect")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--months", type=click.Choice(["3", "6", "12"]), default="6", help="months of each window")
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of sentences")
@house.by_option
def effect(until: str, months: str, as_json: bool, by_email: str | None) -> None:
    """Say how score and retention after a recovery compare with customers without a failure: both, or neither."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    by = house.acting(by_email, at)
    found = queries.recovery(actor=by, until=date(*house.month(until), 1), months=int(months))
    if as_json:
        click.echo(json.dumps(found.record(), default=str, ensure_ascii=False))
        return
    for sentence in dict.fromkeys((*found.sentences, found.warning)):
        click.echo(sentence)


@command.command("departments")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="first day of closing")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="first day that is left out")
@house.by_option
def departments(since: datetime, until: datetime, by_email: str | None) -> None:
    """Say what a late hand-over goes with in the customer's score."""
    at = house.start()
    from heedful.domain.measurement import queries

    by = house.acting(by_email, at)
    click.echo(queries.ola_effect(actor=by, since=since.date(), until=until.date()).sentence)
