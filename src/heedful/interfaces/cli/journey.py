"""`heedful journey`: maps as files, standards, critical points and scorecards, equal to the pages."""

import json
import sys
from datetime import date
from typing import Any

import click

from heedful.interfaces.cli import house


@click.group("journey")
def command() -> None:
    """Journeys: the maps and what is measured on them."""


def window(function: Any) -> Any:
    """Give a command the options --since and --until: months, both included."""
    function = click.option("--until", "last", required=True, metavar="MONTH", help="last month, such as 2026-03")(
        function
    )
    return click.option("--since", "first", required=True, metavar="MONTH", help="first month, such as 2026-01")(
        function
    )


def _days(first: str, last: str) -> tuple[date, date]:
    from heedful.foundation.days import add_months

    return date(*house.month(first), 1), add_months(date(*house.month(last), 1), 1)


@command.command("list")
def everything() -> None:
    """List the journeys, one a line."""
    house.start()
    from heedful.domain.journeys import queries

    for each in queries.maps():
        click.echo(f"{each.code:24} version {each.newest:<4} {each.step_count:4} steps  {each.name}")  # type: ignore[attr-defined]  # annotated


@command.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--why", default="", help="why it changed, for the list of versions")
@house.by_option
def keep(file: Any, why: str, by_email: str | None) -> None:
    """Keep a file as the next version of the map it names."""
    at = house.start()
    from heedful.domain.journeys import operations

    made = operations.import_map(text=file.read().decode(), why=why, by=house.acting(by_email, at), at=at)
    click.echo(f"{made.map.code}: version {made.n}")


@command.command("export")
@click.argument("code")
@click.option("--version", "n", type=click.IntRange(1, 10**6), help="an earlier version (default: the newest)")
def export(code: str, n: int | None) -> None:
    """Write the file of a map to standard output, byte for byte."""
    house.start()
    from heedful.domain.journeys import queries

    sys.stdout.buffer.write(queries.version_of(code, n).text.encode())
    sys.stdout.buffer.flush()


@command.command("standards")
@window
@house.by_option
def standards(first: str, last: str, by_email: str | None) -> None:
    """Print each standard in force with its attainment, one JSON object a line."""
    at = house.start()
    from heedful.domain.journeys import queries

    for each in queries.attainments(house.acting(by_email, at), *_days(first, last)):
        told = {"code": each.standard.code, "target_share": each.version.share, "verdict": each.verdict}
        click.echo(json.dumps(told | {"attainment": each.figure.record()}))


@command.command("standard")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def standard(file: Any, by_email: str | None) -> None:
    """State a standard from a JSON file: code, name, touchpoint, measure, limit, share, owner (mail), why, segment."""
    at = house.start()
    from heedful.domain.journeys import operations
    from heedful.domain.journeys.enums import Measure
    from heedful.domain.organisation import queries as organisation
    from heedful.foundation.errors import NotFound, Refused

    told, by = house.told(file), house.acting(by_email, at)
    owner = organisation.person_by_email(told["owner"])
    if owner is None:
        raise NotFound("no colleague has this address", field="owner", value=told["owner"])
    if told["measure"] not in list(Measure):
        raise Refused("no such measure", field="measure", value=told["measure"], fix=f"use {', '.join(Measure)}")
    made = operations.publish_standard(
        code=told["code"],
        name=told["name"],
        touchpoint=told["touchpoint"],
        measure=Measure(told["measure"]),
        limit=int(told.get("limit", 0)),
        share=int(told["share"]),
        owner_id=owner.id,
        why=told["why"],
        segment=told.get("segment", ""),
        by=by,
        at=at,
    )
    click.echo(f"{told['code']}: version {made.n}")


@command.command("points")
@window
@house.by_option
def points(first: str, last: str, by_email: str | None) -> None:
    """Print the critical success points, the largest first, with what lacks a standard."""
    at = house.start()
    from heedful.domain.journeys import queries

    for each in queries.points(house.acting(by_email, at), *_days(first, last)):
        told = {"journey": each.step.map.code, "step": each.step.code, "rank": each.place, "n": each.failed.n}
        click.echo(json.dumps(told | {"score_minor": each.score.estimate, "gap": each.gap}))


@command.command("opening")
@click.argument("files", type=click.File(encoding="utf-8"), nargs=-1, required=True)
def opening(files: tuple[Any, ...]) -> None:
    """Count the questions before help is offered in transcripts, one JSON object a conversation, then their mean."""
    from heedful.analytics.text.opening import audit

    found = audit("\n---\n".join(file.read() for file in files))
    for each in found.openings:
        click.echo(json.dumps({"questions": len(each.questions), "seconds": each.seconds, "offered": each.offered}))
    click.echo(json.dumps({"n": len(found.openings), "mean": found.mean, "low": found.low, "high": found.high}))


@command.command("bumps")
@click.argument("code")
@window
@house.by_option
def bumps(code: str, first: str, last: str, by_email: str | None) -> None:
    """Print where people have to step in, the dearest first, one JSON object a step."""
    at = house.start()
    from heedful.domain.measurement import queries as measurement

    since, until = _days(first, last)
    for each in measurement.speed_bumps(code=code, actor=house.acting(by_email, at), since=since, until=until):
        told = {"step": each.step.code, "rank": each.place, "n": each.bump.contacts, "share": each.share}
        counted = {"rework": each.bump.rework, "handoffs": each.bump.handoffs, "overrides": each.bump.overrides}
        click.echo(json.dumps(told | counted | {"excess": each.bump.excess, "seconds": each.bump.seconds}))


@command.command("scorecard")
@click.argument("code")
@window
@click.option("--metric", default="", help="what stands for satisfaction (default: the first that was answered)")
@house.by_option
def scorecard(code: str, first: str, last: str, metric: str, by_email: str | None) -> None:
    """Print the scorecard of a journey, one JSON object a stage."""
    at = house.start()
    from heedful.domain.journeys import queries
    from heedful.domain.measurement import queries as measurement

    since, until = _days(first, last)
    card = measurement.journey_scorecard(
        code=queries.journey_map(code).code,
        actor=house.acting(by_email, at),
        since=since,
        until=until,
        at=at,
        metric=metric,
    )
    click.echo(f"{card.rested} passages counted, {card.under_way} under way", err=True)
    for record in card.records():
        click.echo(json.dumps(record))


@command.command("promises")
@click.argument("name")
@click.option("--calendar", required=True, help="code of the working calendar it counts on")
@house.by_option
def promises(name: str, calendar: str, by_email: str | None) -> None:
    """Publish a prescribed set of promises for complaints, such as disp."""
    at = house.start()
    from heedful.domain.journeys.operations import targets
    from heedful.foundation.access import Permission

    by = house.acting(by_email, at)
    by.require_everywhere(Permission.SET_STANDARDS)
    made = targets.publish_set(name=name, calendar=calendar, by=by, at=at)
    click.echo(f"{len(made)} promises hold from now on")
