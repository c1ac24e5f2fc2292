"""`heedful webhook`: which programs are told what happened, and what they answered."""

import json
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("webhook")
def command() -> None:
    """Tell other programs what happened; see what they answered."""


@command.command("add")
@click.argument("url")
@click.option("--kind", "kinds", multiple=True, help="kind of event; may be given often (default: all)")
@house.by_option
def add(url: str, kinds: tuple[str, ...], by_email: str | None) -> None:
    """Add a program and print its id and its secret, once."""
    at = house.start()
    from heedful.foundation.webhooks import operations
    from heedful.foundation.webhooks.kinds import OFFERED

    made, secret = operations.add(url=url, kinds=kinds or OFFERED, by=house.acting(by_email, at), at=at)
    click.echo(json.dumps({"id": str(made.id), "secret": secret}))


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """Print the programs that are told, one JSON object a line."""
    at = house.start()
    from heedful.foundation.webhooks import queries

    for each in queries.endpoints(house.acting(by_email, at)):
        told = {"id": str(each.id), "url": each.url, "kinds": each.kinds, "active": each.active}
        click.echo(json.dumps({**told, "why_off": each.why_off, "waiting": each.waiting, "parked": each.parked}))


@command.command("log")
@click.argument("endpoint", type=click.UUID)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@house.by_option
def log(endpoint: UUID, limit: int, by_email: str | None) -> None:
    """Print what was sent and what came back, newest first, one JSON object a line."""
    at = house.start()
    from heedful.foundation.webhooks import queries

    for each in queries.log(endpoint, house.acting(by_email, at))[:limit]:
        told = {"id": str(each.id), "event": each.event, "kind": each.kind, "state": each.state}
        tries = [{"at": one.at.isoformat(), "status": one.status, "error": one.error} for one in each.attempts.all()]
        click.echo(json.dumps({**told, "attempts": tries}))


@command.command("key")
@click.argument("endpoint", type=click.UUID)
@house.by_option
def rotate(endpoint: UUID, by_email: str | None) -> None:
    """Make a new key and print its secret, once; the old ones sign beside it for a day."""
    at = house.start()
    from heedful.foundation.webhooks import operations

    click.echo(operations.rotate(endpoint_id=endpoint, by=house.acting(by_email, at), at=at))


@command.command("switch")
@click.argument("endpoint", type=click.UUID)
@click.argument("to", type=click.Choice(["on", "off"]))
@house.by_option
def switch(endpoint: UUID, to: str, by_email: str | None) -> None:
    """Switch a program on or off."""
    at = house.start()
    from heedful.foundation.webhooks import operations

    by = house.acting(by_email, at)
    operations.switch(endpoint_id=endpoint, on=to == "on", why=f"switched off by {by.name}", by=by, at=at)


@command.command("test")
@click.argument("endpoint", type=click.UUID)
@house.by_option
def try_out(endpoint: UUID, by_email: str | None) -> None:
    """Send a test."""
    at = house.start()
    from heedful.foundation.webhooks import operations

    operations.try_out(endpoint_id=endpoint, by=house.acting(by_email, at), at=at)


@command.command("replay")
@click.argument("endpoint", type=click.UUID)
@click.option("--delivery", type=click.UUID, help="one delivery (default: all that are parked)")
@house.by_option
def replay(endpoint: UUID, delivery: UUID | None, by_email: str | None) -> None:
    """Send again what was not taken, and print how many."""
    at = house.start()
    from heedful.foundation.webhooks import operations

    by = house.acting(by_email, at)
    click.echo(operations.replay(endpoint_id=endpoint, delivery_id=delivery, by=by, at=at))
