"""`heedful digest`: three things from customers, and how quickly words reach who can act on them."""

from datetime import date, datetime, time

import click

from heedful.interfaces.cli import house


@click.group("digest")
def command() -> None:
    """Send what is due, show a colleague's newest digest, choose their hour, say how quickly words travel."""


@command.command("send")
def send() -> None:
    """Make and mail the digests of this hour."""
    at = house.start()
    from heedful.workflows import team_digest

    click.echo(f"{team_digest.send_due(at=at)} sent")


@command.command("show")
@house.by_option
def show(by_email: str | None) -> None:
    """Print the newest digest of the colleague named by --by."""
    at = house.start()
    from heedful.domain.circulation import queries
    from heedful.foundation.errors import NotFound

    person = house.acting(by_email, at).id
    found = queries.newest_of(person) if person else None
    if found is None:
        raise NotFound("there is no digest yet", field="--by", value=by_email)
    for each in queries.things_of(found):
        click.echo(f"{each.place}. {each.sentence}  {each.url}")
        if each.quote:
            click.echo(f"   “{each.quote}”")
    click.echo(f"To do: {found.action}  {found.action_url}")


@command.command("hour")
@click.argument("hour", type=click.IntRange(0, 23))
@click.option("--off", is_flag=True, help="send none")
@house.by_option
def hour(hour: int, off: bool, by_email: str | None) -> None:
    """Choose the HOUR at which the digest of the colleague named by --by comes."""
    at = house.start()
    from heedful.domain.circulation import operations

    operations.choose(hour=hour, on=not off, by=house.acting(by_email, at), at=at)
    click.echo("off" if off else f"{hour}:00")


@command.command("times")
@click.argument("month", metavar="YYYY-MM")
@house.by_option
def times(month: str, by_email: str | None) -> None:
    """Say how long what customers said in a month took to reach who can act on it: a census."""
    at = house.start()
    from heedful.domain.circulation import queries
    from heedful.domain.circulation.rules.times import in_hours
    from heedful.foundation.days import add_months, zone

    first = date(*house.month(month), 1)
    begins, ends = (datetime.combine(day, time(), tzinfo=zone()) for day in (first, add_months(first, 1)))
    found = queries.times(queries.passed(house.acting(by_email, at), begins, ends))
    click.echo(
        f"median {in_hours(found.median_hours)}, 95th percentile {in_hours(found.p95_hours)},"
        f" {found.reached} of {found.events} reached"
    )
