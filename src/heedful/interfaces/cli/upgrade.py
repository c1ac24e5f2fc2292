"""`heedful upgrade`."""

import json

import click

from heedful.interfaces.cli import house


@click.command("upgrade")
def command() -> None:
    """Bring the database to this release, and save it before. `heedful serve` does the same when it starts.

    It may be killed at any moment: the next call goes on where it stopped.
    """
    house.start()
    done = house.migrate()
    click.echo(json.dumps({"steps": done.steps, "saved": str(done.saved) if done.saved else None}))
