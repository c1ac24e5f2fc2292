"""`heedful announcement`: write, release and follow what colleagues must know; the proof."""

import csv
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from heedful.interfaces.cli import house

if TYPE_CHECKING:
    from heedful.foundation.access import Actor


@click.group("announcement")
def command() -> None:
    """Announcements and how far they have come."""


def _held(code: str, by: "Actor") -> Any:
    from heedful.domain.communication.queries import announcements
    from heedful.foundation.errors import NotFound

    held = announcements.visible_to(by).filter(code=code).first()
    if held is None:
        raise NotFound("no announcement has this code", field="code", value=code)
    return held


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """List announcements, one a line."""
    at = house.start()
    from heedful.domain.communication.queries import announcements

    for held in announcements.visible_to(house.acting(by_email, at)):
        version = announcements.out_now(held.id)
        out = f"{version.state} {version.n}" if version else "not out"
        click.echo(f"{held.code:24} {out:14} {held.audience.name}")


@command.command("audience")
@click.argument("code")
@click.argument("name")
@click.option("--unit", "units", multiple=True, required=True, help="code of a unit: it and all below it")
@house.by_option
def audience(code: str, name: str, units: tuple[str, ...], by_email: str | None) -> None:
    """Name a group of colleagues by units."""
    at = house.start()
    from heedful.domain.communication import operations
    from heedful.domain.organisation import queries as organisation

    ids = [organisation.unit(each).id for each in units]
    operations.add_audience(code=code, name=name, unit_ids=ids, by=house.acting(by_email, at), at=at)


@command.command("write")
@click.argument("code")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def write(code: str, file: Any, by_email: str | None) -> None:
    """Write a version from a JSON file: words by language, effective_at, change, items; a new announcement names
    topic, audience, unit and perhaps decision. Prints what is missing before it may go out."""
    at = house.start()
    from heedful.domain.communication import operations
    from heedful.domain.communication.enums import Change
    from heedful.domain.communication.queries import announcements
    from heedful.domain.communication.rules.wording import Words
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.strategy import queries as strategy

    told, by = house.told(file), house.acting(by_email, at)
    held = announcements.visible_to(by).filter(code=code).first()
    if held is None:
        decision = strategy.visible_to(by).filter(code=told.get("decision", "")).first()
        held = operations.begin(
            code=code,
            topic=told["topic"],
            audience_id=announcements.audience(told["audience"]).id,
            unit_id=organisation.unit(told["unit"]).id,
            decision_id=decision.id if decision else None,
            by=by,
            at=at,
        )
    effective = told.get("effective_at")
    version = operations.write(
        announcement_id=held.id,
        words={language: Words(**words) for language, words in told["words"].items()},
        plan=operations.Plan(
            change=Change(told.get("change", "material")),
            effective_at=datetime.fromisoformat(effective) if effective else None,
        ),
        items=[operations.NewItem(**{**each, "options": tuple(each["options"])}) for each in told.get("items", [])],
        by=by,
        at=at,
    )
    for gap in announcements.gaps_of(announcements.under_way(held.id) or version, at):
        click.echo(f"missing: {gap}")


@command.command("step")
@click.argument("code")
@click.argument("verb", type=click.Choice(["check", "approve", "release", "withdraw"]))
@house.by_option
def step(code: str, verb: str, by_email: str | None) -> None:
    """Move the version under way. Approving needs --by: a person puts their name to it."""
    at = house.start()
    from heedful.domain.communication import operations
    from heedful.domain.communication.queries import announcements
    from heedful.workflows import cascade

    by = house.acting(by_email, at)
    held = _held(code, by)
    verbs = {
        "check": operations.check,
        "approve": operations.approve,
        "release": cascade.release,
        "withdraw": operations.withdraw,
    }
    verbs[verb](announcement_id=held.id, by=by, at=at)
    newest = announcements.versions(held.id)[0]
    click.echo(f"{code}: version {newest.n} is {newest.state}")


@command.command("board")
@click.argument("code")
@house.by_option
def board(code: str, by_email: str | None) -> None:
    """Print coverage by level and where it stopped, one JSON object a line; a census."""
    at = house.start()
    from heedful.domain.communication.queries import announcements, board, comprehension
    from heedful.foundation.errors import NotFound

    by = house.acting(by_email, at)
    version = announcements.out_now(_held(code, by).id)
    if version is None or version.asks is None:
        raise NotFound("nothing is out", field="code", value=code)
    found = board.board(by, version.asks, at)
    for line in (found.total, *found.levels):
        shares = {stage.value: count.hits for stage, count in line.coverage.items()}
        times = {"median_seconds": line.median, "p90_seconds": line.p90}
        click.echo(json.dumps({"level": line.level, "n": line.required, **shares, **times, "late": line.late}))
    for each in found.breaks:
        click.echo(json.dumps({"stopped_at": each.node.person.name, "owes": each.owes, "people": each.people}))
    click.echo(json.dumps({"check": comprehension.record_of(version.asks.id)}, default=str))


@command.command("proof")
@click.argument("code")
@house.by_option
def proof(code: str, by_email: str | None) -> None:
    """Write the proof as CSV to standard output: person, version, language, time."""
    at = house.start()
    from heedful.domain.communication.queries import announcements
    from heedful.domain.communication.queries import proof as proofs
    from heedful.foundation.errors import NotFound
    from heedful.rendering.cells import cell

    by = house.acting(by_email, at)
    version = announcements.out_now(_held(code, by).id)
    if version is None or version.asks_id is None:
        raise NotFound("nothing is out", field="code", value=code)
    writer = csv.writer(sys.stdout)
    writer.writerow(proofs.COLUMNS)
    for row in proofs.proof(by, version.asks_id, at):
        writer.writerow([cell(each) for each in row])
