"""`heedful supervisor`: contacts in which somebody above was asked for."""

import json

import click

from heedful.interfaces.cli import house


@click.group("supervisor")
def command() -> None:
    """Customers who asked for somebody above."""


@command.command("rate")
@click.option("--since", metavar="YYYY-MM", required=True, help="first month")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@house.by_option
def rate(since: str, until: str, by_email: str | None) -> None:
    """Print the rate per 1,000 contacts with its reasons, months and changes."""
    at = house.start()
    from datetime import date

    from heedful.domain.failures.queries import demand

    first, end = date(*house.month(since), 1), date(*house.month(until), 1)
    found = demand.supervisor_demand(house.acting(by_email, at), since=first, until=end)
    click.echo(json.dumps(demand.record_of(found), ensure_ascii=False, indent=1, default=str))


@command.command("record")
@click.argument("case")
@click.argument("why", type=click.Choice(["missing_information", "missing_authority", "other"]))
@click.option("--missing", default="", help="the rule nobody knew, or what nobody may decide")
@click.option("--topic", default="")
@house.by_option
def record(case: str, why: str, missing: str, topic: str, by_email: str | None) -> None:
    """Record it for a case, given by its reference."""
    at = house.start()
    from heedful.domain.cases import queries
    from heedful.domain.failures import operations
    from heedful.domain.failures.enums import Wanted
    from heedful.foundation.errors import NotFound

    by = house.acting(by_email, at)
    held = queries.visible_to(by).filter(reference=case).first()
    if held is None:
        raise NotFound("no case has this reference", field="reference", value=case)
    kept = operations.record_demand(why=Wanted(why), missing=missing, topic=topic, case_id=held.id, by=by, at=at)
    click.echo(kept.id)
