"""`heedful decision`: record, assess, approve, keep back; the burden ledger; directions and policies from a file."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from heedful.interfaces.cli import house


@click.group("decision")
def command() -> None:
    """Decisions: what, why, and what they ask of customers."""


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """List decisions, one a line."""
    at = house.start()
    from heedful.domain.strategy import queries

    for row in queries.visible_to(house.acting(by_email, at)):
        click.echo(f"{row.code:24} {row.state:10} {row.title}")


@command.command("propose")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def propose(file: Any, by_email: str | None) -> None:
    """Record a decision from a JSON file: code, title, what, why, forum, topic, unit, owner (mail), decided_on,
    effective_at, touches_customers, touchpoints, and `burdens` or `no_burden_because`."""
    at = house.start()
    from heedful.domain.journeys import queries as journeys
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.strategy import operations
    from heedful.domain.strategy.rules.burden import Burden
    from heedful.foundation.errors import NotFound

    told, by = house.told(file), house.acting(by_email, at)
    owner = organisation.person_by_email(told["owner"])
    if owner is None:
        raise NotFound("no colleague has this address", field="owner", value=told["owner"])
    effective = told.get("effective_at")
    proposal = operations.Proposal(
        title=told["title"],
        what=told["what"],
        why=told.get("why", ""),
        forum=told["forum"],
        topic=told["topic"],
        decided_on=date.fromisoformat(told["decided_on"]),
        touches_customers=told.get("touches_customers", True),
        effective_at=datetime.fromisoformat(effective) if effective else None,
        touchpoint_ids=tuple(journeys.touchpoint(code).id for code in told.get("touchpoints", [])),
    )
    unit = organisation.unit(told["unit"]).id
    made = operations.propose(code=told["code"], told=proposal, unit_id=unit, owner_id=owner.id, by=by, at=at)
    burdens = [
        Burden(**{**line, "times_a_year": Decimal(str(line["times_a_year"]))}) for line in told.get("burdens", [])
    ]
    because = told.get("no_burden_because", "")
    if burdens or because:
        made = operations.assess(decision_id=made.id, burdens=burdens, no_burden_because=because, by=by, at=at)
    click.echo(f"{made.code} is {made.state}")


@command.command("step")
@click.argument("code")
@click.argument("verb", type=click.Choice(["approve", "embargo", "withdraw"]))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="end of an embargo")
@click.option("--because", default="", help="reason of an embargo")
@house.by_option
def step(code: str, verb: str, until: datetime | None, because: str, by_email: str | None) -> None:
    """Move a decision. Approving needs --by: a person puts their name to it."""
    at = house.start()
    from heedful.domain.strategy import operations, queries
    from heedful.foundation.errors import NotFound

    by = house.acting(by_email, at)
    held = queries.visible_to(by).filter(code=code).first()
    if held is None:
        raise NotFound("no decision has this code", field="code", value=code)
    if verb == "embargo":
        end = until.replace(tzinfo=at.tzinfo) if until else at
        moved = operations.embargo(decision_id=held.id, until=end, because=because, by=by, at=at)
    else:
        moved = getattr(operations, verb)(decision_id=held.id, by=by, at=at)
    click.echo(f"{moved.code} is {moved.state}")


@command.command("ledger")
@house.by_option
def ledger(by_email: str | None) -> None:
    """Print the burden ledger, one JSON object a quarter: hours a year, a census."""
    at = house.start()
    from heedful.domain.strategy import queries

    for quarter in queries.ledger(house.acting(by_email, at)):
        lines = {line.decision.code: float(line.hours) for line in quarter.lines}
        found = {"quarter": quarter.starts.isoformat(), "hours_a_year": float(quarter.hours), "n": len(quarter.lines)}
        click.echo(json.dumps(found | {"interval": "census", "decisions": lines}))


@command.command("directions")
def directions() -> None:
    """List the statements in force and what each lacks to be more than a slogan."""
    at = house.start()
    from heedful.domain.strategy import queries
    from heedful.foundation.days import day_of

    for each in queries.in_force(day_of(at)):
        lacks = ", ".join(each.missing) or "sound"
        click.echo(f"{each.version.direction.code:24} {lacks:40} {each.version.text}")


@command.command("conflicts")
@house.by_option
def conflicts(by_email: str | None) -> None:
    """List the conflicts between initiatives, one a line of JSON; exit code 1 while one is not resolved."""
    at = house.start()
    from heedful.domain.strategy import queries

    found = queries.found_conflicts(house.acting(by_email, at), at)
    for each in found:
        told = {"key": each.conflict.key, "kind": each.conflict.kind, "shared": each.shared}
        named = [one.name for one in each.initiatives]
        resolution = each.resolution.text if each.resolution else None
        click.echo(json.dumps({**told, "initiatives": named, "resolution": resolution}))
    if any(each.resolution is None for each in found):
        raise SystemExit(1)


@command.command("resolve")
@click.argument("key")
@click.argument("text")
@house.by_option
def resolve(key: str, text: str, by_email: str | None) -> None:
    """Record what was resolved about a conflict."""
    at = house.start()
    from heedful.domain.strategy import operations

    operations.resolve_conflict(key=key, text=text, by=house.acting(by_email, at), at=at)


@command.command("declare")
@click.argument("initiative", type=click.UUID)
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def declare(initiative: Any, file: Any, by_email: str | None) -> None:
    """Declare an initiative from a JSON file.

    Keys: drivers {code: "up" or "down"}, loads {mail: percent}, cuts [[journey, step]].
    """
    at = house.start()
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.strategy import operations
    from heedful.foundation.errors import NotFound

    told, loads = house.told(file), {}
    for mail, percent in told.get("loads", {}).items():
        person = organisation.person_by_email(mail)
        if person is None:
            raise NotFound("no colleague has this address", field="loads", value=mail)
        loads[person.id] = int(percent)
    drivers = {name: way == "up" for name, way in told.get("drivers", {}).items()}
    cuts = [(journey, step) for journey, step in told.get("cuts", [])]
    by = house.acting(by_email, at)
    operations.declare(initiative_id=initiative, drivers=drivers, loads=loads, cuts=cuts, by=by, at=at)


@command.command("history")
@click.argument("code")
def history(code: str) -> None:
    """Print every version of a direction as a line of JSON, newest first: who stated it, when and why."""
    house.start()
    from heedful.domain.strategy import queries

    for each in queries.history(code):
        told = {name: getattr(each, name) for name in ("n", "state", "text", "why", "measure", "target")}
        who = each.stated_by.name if each.stated_by else ""
        times = {name: getattr(each, name) for name in ("due_on", "stated_at", "live_from", "retired_at")}
        whole = told | {"owner": each.owner.name if each.owner else "", "stated_by": who} | times
        click.echo(json.dumps(whole, default=str))


@command.command("direct")
@click.argument("code")
@click.argument("verb", type=click.Choice(["state", "live", "retire"]))
@click.option("--file", type=click.File(encoding="utf-8"), help="JSON: kind, text, why, owner (mail), measure, target")
@house.by_option
def direct(code: str, verb: str, file: Any, by_email: str | None) -> None:
    """State a version of a direction, put it in force, or retire it."""
    at = house.start()
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.strategy import operations
    from heedful.domain.strategy.enums import DirectionKind

    by = house.acting(by_email, at)
    if verb != "state":
        {"live": operations.go_live, "retire": operations.retire}[verb](code=code, by=by, at=at)
        return
    if file is None:
        raise click.UsageError("name the statement's file: --file statement.json")
    told = house.told(file)
    owner = organisation.person_by_email(told.get("owner", ""))
    due = told.get("due_on")
    statement = operations.Statement(
        text=told["text"],
        why=told["why"],
        owner_id=owner.id if owner else None,
        measure=told.get("measure", ""),
        target=told.get("target", ""),
        due_on=date.fromisoformat(due) if due else None,
    )
    operations.state(code=code, kind=DirectionKind(told["kind"]), told=statement, by=by, at=at)


@command.command("policy")
@click.argument("file", type=click.File(encoding="utf-8"))
@house.by_option
def policy(file: Any, by_email: str | None) -> None:
    """Write a policy from a JSON file: code, name, owner (mail), clauses with their facts.

    A clause that is known gets its next version.
    """
    at = house.start()
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.strategy import operations, queries
    from heedful.domain.strategy.enums import FactKind, HardLimit
    from heedful.foundation.errors import NotFound

    told, by = house.told(file), house.acting(by_email, at)
    if not queries.policies().filter(code=told["code"]).exists():
        owner = organisation.person_by_email(told["owner"])
        if owner is None:
            raise NotFound("no colleague has this address", field="owner", value=told["owner"])
        operations.add_policy(code=told["code"], name=told["name"], owner_id=owner.id, by=by, at=at)
    for each in told["clauses"]:
        facts, limit = each.pop("facts", []), each.pop("hard_limit", "")
        hard = HardLimit(limit) if limit else None
        operations.word_clause(policy_code=told["code"], **each, hard_limit=hard, by=by, at=at)
        for fact in facts:
            kind = FactKind(fact.pop("kind"))
            operations.set_fact(clause_code=each["code"], **fact, kind=kind, by=by, at=at)
    click.echo(f"{told['code']}: {len(told['clauses'])} clauses in force")
