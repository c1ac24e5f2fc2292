"""`heedful demo`."""

import json
import shutil
import sys
import time

import click

from heedful.interfaces.cli import house as cli


@click.command("demo")
@click.option("--fresh", is_flag=True, help="remove what is there and build it again")
@click.option("--check", is_flag=True, help="assert the claims of the tutorial; exit code 1 when one is wrong")
@click.option("--seed", default=20_260, show_default=True, help="the same seed and day give the same company")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day of the story (default: yesterday)")
def command(fresh: bool, check: bool, seed: int, until: object) -> None:
    """Build Kilima Parcels, a made-up courier company: 24 months, 3,000 accounts, 60,000 answers, 4,000 cases."""
    began = time.monotonic()
    import os

    os.environ["HEEDFUL_DEMO"] = "1"
    at = cli.start()
    from django.conf import settings
    from django.db import connection

    from heedful.domain.organisation import queries
    from heedful.foundation.errors import NotFound, Refused
    from heedful.interfaces.cli.demo import claims, story

    if fresh and connection.vendor == "sqlite":
        connection.close()
        _clear(settings.HEEDFUL_VAR)
    cli.migrate()
    try:
        company = queries.root_unit().code
    except NotFound:
        company = ""
    if company not in ("", "kilima"):
        raise Refused(
            "this installation belongs to a real company",
            field="HEEDFUL_VAR",
            fix="name an empty folder for the demonstration",
        )
    if not company:
        built = story.build(seed=seed, until=story.evening_before(at, until), say=_say)
        _say(json.dumps(built | {"seconds": round(time.monotonic() - began, 1)}))
    if check:
        wrong = 0
        for claim in claims.check(at):
            wrong += not claim.holds
            click.echo(f"{'ok   ' if claim.holds else 'WRONG'} {claim.text}: {claim.found}")
        sys.exit(1 if wrong else 0)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _clear(var: object) -> None:
    """Remove the files of an earlier demonstration and nothing else."""
    from pathlib import Path

    folder = Path(str(var))
    for name in ("heedful.sqlite3", "heedful.sqlite3-wal", "heedful.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("warehouse", "packs", "anchors", "mail"):
        shutil.rmtree(folder / name, ignore_errors=True)
