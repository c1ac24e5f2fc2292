"""`heedful drivers`: what drives a score, as the page says it."""

import json

import click

from heedful.interfaces.cli import house


@click.command("drivers")
@click.argument("metric")
@click.option("--since", metavar="YYYY-MM", required=True, help="first month")
@click.option("--until", metavar="YYYY-MM", required=True, help="first month that is left out")
@click.option("--dealt", is_flag=True, help="deal the scores out at random first: what noise looks like")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a kind of drivers instead of sentences")
@house.by_option
def command(metric: str, since: str, until: str, dealt: bool, as_json: bool, by_email: str | None) -> None:
    """Say what goes with the score METRIC, with shares and intervals, or that it is noise."""
    at = house.start()
    from datetime import date

    from heedful.domain.measurement import queries

    found = queries.drivers_of(
        metric=metric, actor=house.acting(by_email, at), since=date(*house.month(since), 1),
        until=date(*house.month(until), 1), dealt=dealt,
    )  # fmt: skip
    for each in found:
        if as_json:
            click.echo(json.dumps(queries.drivers_record(each), ensure_ascii=False))
            continue
        click.echo(queries.drivers_sentence(each))
        for row in queries.driver_rows(each):
            place = row.place or "not ranked"
            click.echo(
                f"  {row.title}: {row.share} (95 % interval {row.interval}), r {row.r}, beta {row.beta}, place {place}"
            )
        for note in queries.drivers_notes(each):
            click.echo(f"  {note}")
