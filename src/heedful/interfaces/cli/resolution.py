"""`heedful resolution`: what the board is asked and resolves."""

from datetime import datetime

import click

from heedful.interfaces.cli import house

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("resolution")
def command() -> None:
    """Ask the board, record what it resolved, and how it ended."""


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """List resolutions, overdue ones first, with what the closes since have shown."""
    at = house.start()
    from heedful.domain.measurement import queries
    from heedful.foundation.access import Permission
    from heedful.foundation.days import day_of

    house.acting(by_email, at).require_everywhere(Permission.SEE_BOARD_PACK)
    for each in queries.tracked(day_of(at)):
        state = "OVERDUE" if each.overdue else each.row.state
        due = f"{each.row.due_on:%Y-%m-%d}" if each.row.due_on else "no day yet"
        click.echo(f"R-{each.row.number:<4} {state:8} {due}  {each.row.text or each.row.question}")
        for effect in each.effects:
            figure = queries.value_text(effect.moved.now)
            click.echo(f"       {effect.period.starts:%Y-%m}  {figure}  {queries.change_text(effect.moved)}")


@command.command("ask")
@click.argument("question")
@house.by_option
def ask(question: str, by_email: str | None) -> None:
    """Put QUESTION to the board, in the next pack."""
    at = house.start()
    from heedful.domain.measurement import operations

    made = operations.ask(question=question, by=house.acting(by_email, at), at=at)
    click.echo(f"R-{made.number} stands in the next pack")


@command.command("decide")
@click.argument("text")
@click.option("--answers", "number", type=int, help="number of the question that it answers")
@click.option("--owner", required=True, help="mail address of who carries it out")
@click.option("--due", required=True, type=DAY, help="by when, such as 2026-09-30")
@click.option("--taken", type=DAY, help="day of the meeting (default: today)")
@click.option("--metric", default="", help="id of the metric whose closed figures should show it")
@house.by_option
def decide(
    text: str, number: int | None, owner: str, due: datetime, taken: datetime | None, metric: str, by_email: str | None
) -> None:
    """Record that the board resolved TEXT."""
    at = house.start()
    from heedful.domain.measurement import operations
    from heedful.domain.organisation import queries as organisation
    from heedful.foundation.errors import NotFound

    person = organisation.person_by_email(owner)
    if person is None:
        raise NotFound("no colleague has this address", field="owner", value=owner)
    decided = operations.Decided(
        text=text, owner_id=person.id, due_on=due.date(), taken_on=taken.date() if taken else None, metric=metric
    )
    made = operations.decide(number=number, decided=decided, by=house.acting(by_email, at), at=at)
    click.echo(f"R-{made.number} is due on {made.due_on}")


@command.command("postpone")
@click.argument("number", type=int)
@click.option("--due", required=True, type=DAY, help="the later day")
@click.option("--because", required=True, help="why it takes longer")
@house.by_option
def postpone(number: int, due: datetime, because: str, by_email: str | None) -> None:
    """Give resolution NUMBER a later day."""
    at = house.start()
    from heedful.domain.measurement import operations

    by = house.acting(by_email, at)
    made = operations.postpone(number=number, due_on=due.date(), because=because, by=by, at=at)
    click.echo(f"R-{number} is due on {made.due_on}, first on {made.first_due_on}")


@command.command("finish")
@click.argument("number", type=int)
@click.argument("outcome")
@house.by_option
def finish(number: int, outcome: str, by_email: str | None) -> None:
    """Record that resolution NUMBER was carried out: OUTCOME says how."""
    at = house.start()
    from heedful.domain.measurement import operations

    operations.finish(number=number, outcome=outcome, by=house.acting(by_email, at), at=at)
    click.echo(f"R-{number} is done")


@command.command("drop")
@click.argument("number", type=int)
@click.argument("outcome")
@house.by_option
def drop(number: int, outcome: str, by_email: str | None) -> None:
    """Record that the board said no to NUMBER, or gave it up: OUTCOME says why."""
    at = house.start()
    from heedful.domain.measurement import operations

    operations.drop(number=number, outcome=outcome, by=house.acting(by_email, at), at=at)
    click.echo(f"R-{number} is dropped")
