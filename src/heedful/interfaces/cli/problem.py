"""`heedful problem`: the outer loop."""

import json
from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("problem")
def command() -> None:
    """List, show and judge problems; sign verdicts."""


def _found(reference: str, by_email: str | None, at: Any) -> Any:
    from heedful.domain.problems import queries
    from heedful.foundation.errors import NotFound

    rows = queries.listed(house.acting(by_email, at), status="all", words=reference)
    problem = next((row.problem for row in rows if row.problem.reference == reference), None)
    if problem is None:
        raise NotFound(
            "no problem has this reference", field="problem", value=reference, fix="see `heedful problem list`"
        )
    return problem


@command.command("list")
@click.option("--status", default="open", help="open, ended, all or a state")
@house.by_option
def list_problems(status: str, by_email: str | None) -> None:
    """List the problems in sight, and how many verdicts "effective" chance alone would give."""
    at = house.start()
    from heedful.domain.problems import queries

    by = house.acting(by_email, at)
    for row in queries.listed(by, status=status):
        click.echo(
            f"{row.problem.reference}  {row.problem.state:16} {row.cases:5} cases  {row.verdict or 'no verdict':22} "
            f"{row.problem.statement}"
        )
    judged, effective, chance = queries.by_chance(by)
    click.echo(f"{judged} fixes judged, {effective} effective; chance alone gives up to {chance}", err=True)


@command.command("show")
@click.argument("reference")
@house.by_option
def show(reference: str, by_email: str | None) -> None:
    """Print the causes, actions and verdicts of a problem, one JSON object."""
    at = house.start()
    from heedful.domain.problems import queries
    from heedful.foundation.days import day_of

    problem = _found(reference, by_email, at)
    detail = queries.problem_detail(house.acting(by_email, at), problem.id)
    trend = queries.trend_of(problem, detail.plan, day_of(at))
    told = {
        "reference": problem.reference,
        "state": problem.state,
        "statement": problem.statement,
        "causes": [f"{'  ' * n.depth}{n.cause.statement} ({n.cause.test})" for n in queries.whys(problem.id)],
        "actions": [f"{a.statement}: {a.state}" for a in detail.actions],
        "earliest_week": trend.earliest_week,
        "verdicts": [
            {"id": str(v.id), "verdict": v.verdict, "words": queries.verdict_in_words(problem, plan, v)}
            for plan in detail.plans
            for v in plan.verdicts.all()
        ],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


@command.command("judge")
def judge() -> None:
    """Do now what every night does: look for ten alike, and at every fix that is due."""
    at = house.start()
    from heedful.workflows import outer_loop

    night = outer_loop.run_night(at=at)
    click.echo(f"{night.suspected} suspected, {night.looked_at} fixes looked at, {night.verdicts} verdicts")


@command.command("sign")
@click.argument("verdict")
@house.by_option
def sign(verdict: str, by_email: str | None) -> None:
    """Sign a VERDICT (its id) as somebody other than the owner of the action."""
    at = house.start()
    from heedful.domain.problems import operations
    from heedful.foundation.errors import Refused

    try:
        verdict_id = UUID(verdict)
    except ValueError as error:
        raise Refused("not an id", field="verdict", value=verdict, fix="see `heedful problem show`") from error
    signature = operations.sign(verdict_id=verdict_id, by=house.acting(by_email, at), at=at)
    click.echo(f"signed by {signature.name}")


@command.command("close")
@click.argument("reference")
@house.by_option
def close(reference: str, by_email: str | None) -> None:
    """Close a problem as solved."""
    at = house.start()
    from heedful.domain.problems import operations

    problem = _found(reference, by_email, at)
    operations.close(problem_id=problem.id, by=house.acting(by_email, at), at=at)
    click.echo(f"{reference} is closed, and watched for a relapse")


@command.command("owed")
@house.by_option
def owed(by_email: str | None) -> None:
    """List what a partner owes: actions, and causes that lie with it."""
    at = house.start()
    from heedful.domain.problems import queries
    from heedful.foundation.access import Permission

    by = house.acting(by_email, at)
    by.require(Permission.DO_WHAT_IS_OWED)
    for action in queries.owed_to(by):
        where = f"{action.problem.reference}  {action.due_on}  {action.state}"
        click.echo(f"action  {action.id}  {where}  {action.statement}")
    for cause in queries.causes_with(by):
        click.echo(f"cause  {cause.id}  {cause.problem.reference}  {cause.test}  {cause.statement}")


@command.command("finish")
@click.argument("action", type=click.UUID)
@click.option("--evidence", required=True, help="what shows that it is done")
@house.by_option
def finish(action: UUID, evidence: str, by_email: str | None) -> None:
    """Finish an ACTION (its id) that the colleague's partner owes."""
    at = house.start()
    from heedful.domain.problems import operations

    done = operations.finish_owed(action_id=action, evidence=evidence, by=house.acting(by_email, at), at=at)
    click.echo(done.state)
