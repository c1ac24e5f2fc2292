"""`heedful guidance`: guidelines, procedures, channels and responsibilities, with their gaps."""

import json
from typing import Any

import click

from heedful.interfaces.cli import house


@click.group("guidance")
def command() -> None:
    """Guidance: what holds where, and who has acknowledged it."""


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """List guidelines and procedures as they hold now, one a line."""
    at = house.start()
    from heedful.domain.guidance import queries

    for each in queries.documents(house.acting(by_email, at), at):
        click.echo(f"{each.guidance.kind:10} version {each.version:<3} {each.title}: {', '.join(each.where)}")


@command.command("bind")
@click.argument("kind", type=click.Choice(["guideline", "procedure"]))
@click.argument("announcement")
@click.option("--touchpoint", "touchpoints", multiple=True, help="where a guideline holds; may be given again")
@click.option("--step", "steps", multiple=True, metavar="JOURNEY/STEP", help="what a procedure says how to do")
@click.option("--standard", default="", help="the standard it serves")
@house.by_option
def bind(
    kind: str, announcement: str, touchpoints: tuple[str, ...], steps: tuple[str, ...], standard: str, by_email: str
) -> None:
    """Say where an announcement (its code) guides."""
    at = house.start()
    from heedful.domain.communication.queries import announcements
    from heedful.domain.guidance import operations
    from heedful.domain.guidance.enums import GuidanceKind
    from heedful.foundation.errors import NotFound, Refused

    by = house.acting(by_email, at)
    held = announcements.visible_to(by).filter(code=announcement).first()
    if held is None:
        raise NotFound("no announcement has this code", field="announcement", value=announcement)
    if wrong := [each for each in steps if each.count("/") != 1]:
        raise Refused("a step is written as journey/step", field="--step", value=wrong[0])
    parts = [(journey, step) for journey, step in (each.split("/") for each in steps)]
    operations.bind(
        kind=GuidanceKind(kind),
        announcement_id=held.id,
        touchpoints=touchpoints,
        steps=parts,
        standard=standard,
        by=by,
        at=at,
    )
    click.echo(f"{announcement} is the {kind} of {len(touchpoints) or len(parts)} places")


@command.command("teams")
@house.by_option
def teams(by_email: str | None) -> None:
    """Print teams and the guideline of their touchpoint, red ones first, one JSON object a line: a census."""
    at = house.start()
    from heedful.domain.guidance import queries

    for each in queries.coverage(house.acting(by_email, at), at):
        told = {"unit": each.unit, "touchpoint": each.touchpoint, "guideline": each.guideline, "version": each.version}
        counted = {"required": each.required, "acknowledged": each.acknowledged, "standing": each.standing}
        click.echo(json.dumps(told | counted | {"red": each.standing.red}))


@command.command("gaps")
@house.by_option
def gaps(by_email: str | None) -> None:
    """Name what lacks guidance, a channel's purpose or an owner; exit code 1 where something does."""
    at = house.start()
    from heedful.domain.guidance import queries
    from heedful.foundation.days import day_of

    by = house.acting(by_email, at)
    found = [f"touchpoint {name}: no guideline in force" for name in queries.touchpoints_without(at)]
    found += [f"step {step} of {journey}: a standard, no procedure" for journey, step in queries.steps_without(at)]
    found += [f"channel {each.channel}: {', '.join(each.gaps)}" for each in queries.channels(by, at) if each.gaps]
    bare = [each for each in queries.departments(by, day_of(at)) if not each.outcomes]
    found += [f"department {each.unit}: answers for no outcome" for each in bare]
    click.echo("\n".join(found) or "no gap")
    raise SystemExit(1 if found else 0)


@command.command("channel")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def channel(file: Any, by_email: str | None) -> None:
    """State what a channel is for from a JSON file: channel, why, for_whom, owner (mail), standard."""
    at = house.start()
    from heedful.domain.guidance import operations

    told, by = house.told(file), house.acting(by_email, at)
    owner = told.get("owner", "")
    made = operations.state_purpose(
        channel=told["channel"],
        why=told.get("why", ""),
        for_whom=told.get("for_whom", ""),
        owner_id=_person(owner) if owner else None,
        standard=told.get("standard", ""),
        by=by,
        at=at,
    )
    click.echo(f"{made.channel}: version {made.n}")


@command.command("outcome")
@click.argument("unit")
@click.argument("outcome")
@click.option("--owner", required=True, metavar="ADDRESS", help="mail address of the colleague in whose name")
@click.option("--measure", default="", help="id of the metric by which it is seen")
@house.by_option
def outcome(unit: str, outcome: str, owner: str, measure: str, by_email: str | None) -> None:
    """Let a department (its code) answer for an outcome for customers."""
    at = house.start()
    from heedful.domain.guidance import operations
    from heedful.domain.organisation import queries as organisation

    by, held = house.acting(by_email, at), organisation.unit(unit)
    operations.take_responsibility(
        unit_id=held.id, outcome=outcome, owner_id=_person(owner), measure=measure, by=by, at=at
    )
    click.echo(f"{held.name} answers for: {outcome}")


def _person(email: str) -> Any:
    from heedful.domain.organisation import queries as organisation
    from heedful.foundation.errors import NotFound

    found = organisation.person_by_email(email)
    if found is None:
        raise NotFound("no colleague has this address", field="owner", value=email)
    return found.id
