"""`heedful worth`: what keeping a promise is worth, as the page says it."""

import json

import click

from heedful.interfaces.cli import house


@click.command("worth")
@click.argument("promise", required=False, default="")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--months", type=click.Choice(["3", "6", "12"]), default="6", help="months of each window")
@click.option(
    "--cost", type=click.IntRange(0, 10**12), default=0, help="of keeping PROMISE always, whole currency units"
)
@click.option("--json", "as_json", is_flag=True, help="one JSON object a promise instead of sentences")
@house.by_option
def command(promise: str, until: str, months: str, cost: int, as_json: bool, by_email: str | None) -> None:
    """Say what money goes with keeping each promise, or PROMISE alone; a null is said as plainly as a finding."""
    if cost and not promise:
        raise click.UsageError("a cost belongs to one promise: name it")
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    found = queries.worth_of_promises(
        actor=house.acting(by_email, at), until=date(*house.month(until), 1), months=int(months), cost=100 * cost,
        promise=promise,
    )  # fmt: skip
    for each in found:
        if as_json:
            click.echo(json.dumps(each.record(), ensure_ascii=False))
            continue
        click.echo(f"{each.promise.title}: {each.sentence}")
        if promise and each.worth.gain:
            click.echo(queries.verdict_on_cost(each.worth, each.cost, each.currency))
