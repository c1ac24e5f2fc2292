"""`heedful dashboard`: dashboards as files and in figures."""

import json
from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("dashboard")
def command() -> None:
    """List, show, export, load and drop the dashboards that people build."""


@command.command("list")
@house.by_option
def listing(by_email: str | None) -> None:
    """List the dashboards that one may see."""
    at = house.start()
    from heedful.domain.measurement import queries

    for each in queries.visible_dashboards(house.acting(by_email, at)):
        click.echo(f"{each.id}  {each.title}  ({len(each.tiles)} charts)")


@command.command("show")
@click.argument("dashboard", type=click.UUID)
@house.by_option
def show(dashboard: UUID, by_email: str | None) -> None:
    """Print what each chart says, with its table."""
    at = house.start()
    from heedful.domain.measurement import queries

    actor = house.acting(by_email, at)
    for each in queries.pictures(queries.tiles_of(queries.dashboard(dashboard, actor)), actor, at):
        click.echo(each.sentence)
        for row in each.rows:
            click.echo("  " + "\t".join(row))


@command.command("export")
@click.argument("dashboard", type=click.UUID)
@house.by_option
def export(dashboard: UUID, by_email: str | None) -> None:
    """Print a dashboard as a file."""
    at = house.start()
    from heedful.domain.measurement import queries

    found = queries.dashboard(dashboard, house.acting(by_email, at))
    click.echo(json.dumps(queries.as_file(found), ensure_ascii=False, indent=1))


@command.command("load")
@click.argument("file", type=click.File())
@house.by_option
def load(file: Any, by_email: str | None) -> None:
    """Keep what FILE says as a dashboard."""
    at = house.start()
    from heedful.domain.measurement import operations

    given = house.told(file)
    title, tiles = given["title"], given["tiles"]
    if not isinstance(title, str) or not isinstance(tiles, list):
        raise click.BadParameter("title is a text and tiles are a list")
    made = operations.keep_dashboard(title=title, tiles=tiles, by=house.acting(by_email, at), at=at)
    click.echo(str(made.id))


@command.command("drop")
@click.argument("dashboard", type=click.UUID)
@house.by_option
def drop(dashboard: UUID, by_email: str | None) -> None:
    """Remove one of one's own dashboards."""
    at = house.start()
    from heedful.domain.measurement import operations

    operations.drop_dashboard(dashboard_id=dashboard, by=house.acting(by_email, at), at=at)
    click.echo("dropped")
