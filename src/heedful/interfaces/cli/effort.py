"""`heedful effort`: communication effort as the page shows it."""

import json

import click

from heedful.interfaces.cli import house


@click.command("effort")
@click.option("--since", metavar="YYYY-MM", required=True, help="first month")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@house.by_option
def command(since: str, until: str, by_email: str | None) -> None:
    """Print communication effort over whole months: 0 is no effort, 100 is all effort."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    first, end = date(*house.month(since), 1), date(*house.month(until), 1)
    found = queries.communication_effort(house.acting(by_email, at), at=at, since=first, until=end)
    click.echo(json.dumps(found.record(), ensure_ascii=False, indent=1, default=str))
