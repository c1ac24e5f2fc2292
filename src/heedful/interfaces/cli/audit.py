"""`heedful audit`: the trail."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.group("audit")
def command() -> None:
    """Verify, anchor and search the audit trail."""


@command.command("verify")
@click.option(
    "--anchor",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a kept anchor file; may be given often. Only a kept anchor reveals a cut-off end",
)
def verify(files: tuple[Path, ...]) -> None:
    """Recompute the chain. Exit code 1 names the first bad row."""
    house.start()
    from heedful.foundation.audit import queries

    known = []
    for file in files:
        try:
            kept = json.loads(file.read_text())
            known.append(queries.KnownAnchor(date.fromisoformat(kept["day"]), int(kept["sequence"]), str(kept["hash"])))
        except (ValueError, KeyError, TypeError) as error:
            raise click.BadParameter(f"{file} is no anchor file: {error}", param_hint="--anchor") from error
    found = queries.verify(known)
    click.echo(
        json.dumps(
            {
                "sound": found.sound,
                "sealed": found.sealed,
                "unsealed": found.unsealed,
                "fault": found.fault,
                "last_hash": found.last_hash,
            }
        )
    )
    sys.exit(0 if found.sound else 1)


@command.command("anchor")
def anchor() -> None:
    """Seal what is open and print today's anchor; keep a copy away from this machine."""
    at = house.start()
    from heedful.foundation.audit import operations

    kept = operations.anchor(at=at)
    if kept is None:
        raise click.ClickException("the trail is empty: there is nothing to anchor")
    click.echo(json.dumps({"day": kept.day.isoformat(), "sequence": kept.sequence, "hash": kept.hash}))


@command.command("search")
@click.option("--action", default="", help="what an action begins with, such as case.")
@click.option("--entity", default="", help="kind of entity, such as case")
@click.option("--id", "entity_id", default="", help="id of the entity")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def search(action: str, entity: str, entity_id: str, limit: int) -> None:
    """Print audit rows, newest first, one JSON object a line."""
    house.start()
    from heedful.foundation.audit import queries

    for row in queries.search(action=action, entity=entity, entity_id=entity_id)[:limit]:
        told = {"row": row.id, "at": row.at.isoformat(), "actor": row.actor_kind, "actor_id": row.actor_id}
        told |= {"action": row.action, "entity": row.entity, "entity_id": row.entity_id, "data": json.loads(row.data)}
        click.echo(json.dumps(told, default=str))
