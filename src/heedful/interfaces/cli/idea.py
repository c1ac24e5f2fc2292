"""`heedful idea`: wishes, ideas, experiments and walks from the command line."""

from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("idea")
def command() -> None:
    """Wishes of customers, what is tried, and leaders' walks."""


@command.command("wishes")
@house.by_option
def wishes(by_email: str | None) -> None:
    """List open wishes, most people first, and which may be the same."""
    at = house.start()
    from heedful.domain.innovation.queries import wishes as queries
    from heedful.foundation.days import day_of

    by = house.acting(by_email, at)
    for row in queries.listed(by, day_of(at)):
        money = ", ".join(f"{minor / 100:.2f} {currency}" for currency, minor in row.money)
        click.echo(f"{row.wish.id} {row.people} people{f', {money}' if money else ''}: {row.wish.title}")
    for group in queries.suggestions(by):
        click.echo("the same? " + " | ".join(f"{each.id} {each.title}" for each in group.wishes))


@command.command("take-in")
def take_in() -> None:
    """Put what customers wished on the list now."""
    at = house.start()
    from heedful.domain.innovation.operations import wishes as operations

    click.echo(f"{operations.take_in(at=at)} new")


@command.command("merge")
@click.argument("into", type=click.UUID)
@click.argument("wishes", type=click.UUID, nargs=-1, required=True)
@house.by_option
def merge(into: UUID, wishes: tuple[UUID, ...], by_email: str | None) -> None:
    """Merge wishes into one."""
    at = house.start()
    from heedful.domain.innovation.operations import wishes as operations

    operations.merge(into_id=into, wish_ids=wishes, by=house.acting(by_email, at), at=at)


@command.command("take-out")
@click.argument("wish", type=click.UUID)
@house.by_option
def take_out(wish: UUID, by_email: str | None) -> None:
    """Undo a merge."""
    at = house.start()
    from heedful.domain.innovation.operations import wishes as operations

    operations.take_out(wish_id=wish, by=house.acting(by_email, at), at=at)


@command.command("list")
@house.by_option
def everything(by_email: str | None) -> None:
    """List ideas with what their experiments say."""
    at = house.start()
    from heedful.domain.innovation.queries import ideas as queries

    for each in queries.visible_to(house.acting(by_email, at)):
        verdict = queries.verdict_of(each)
        click.echo(f"{each.id} {each.state}{f', {verdict}' if verdict else ''}: {each.title}")


@command.command("look")
@click.argument("idea", type=click.UUID)
@click.argument("file", type=click.File())
@house.by_option
def look(idea: UUID, file: Any, by_email: str | None) -> None:
    """Look at an experiment; FILE holds control, treated, guard_control, guard_treated as [n, sum, squares]."""
    at = house.start()
    from heedful.analytics.inference.experiment import Arm
    from heedful.domain.innovation.operations import ideas as operations

    told = house.told(file)
    try:
        arms = {
            name: Arm(int(told[name][0]), float(told[name][1]), float(told[name][2]))
            for name in ("control", "treated", "guard_control", "guard_treated")
        }
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise click.BadParameter("each arm is [n, sum, sum of squares]") from error
    made = operations.look(idea_id=idea, **arms, by=house.acting(by_email, at), at=at)
    click.echo(f"{made.verdict}: {made.estimate:+.4g} ({made.low:+.4g} to {made.high:+.4g})")


@command.command("decide")
@click.argument("idea", type=click.UUID)
@click.argument("verb", type=click.Choice(["roll_out", "drop"]))
@click.argument("learned")
@house.by_option
def decide(idea: UUID, verb: str, learned: str, by_email: str | None) -> None:
    """Roll an idea out or drop it, with what was learned."""
    at = house.start()
    from heedful.domain.innovation.enums import IdeaVerb
    from heedful.domain.innovation.operations import ideas as operations

    operations.decide(idea_id=idea, verb=IdeaVerb(verb), learned=learned, by=house.acting(by_email, at), at=at)


@command.command("size")
@click.argument("effect", type=float)
@click.argument("deviation", type=float)
@click.option("--power", type=click.FloatRange(0.5, 0.99), default=0.8)
def size(effect: float, deviation: float, power: float) -> None:
    """Say how many units each arm needs, looks at every day paid for."""
    from heedful.analytics.inference.experiment import needed_with_looks

    if effect <= 0 or deviation <= 0:
        raise click.BadParameter("effect and deviation are above 0")
    click.echo(str(needed_with_looks(deviation, effect, power=power)))


@command.command("roster")
@click.argument("month")
@house.by_option
def roster(month: str, by_email: str | None) -> None:
    """List the leaders of a month, those without a sample first."""
    at = house.start()
    from datetime import date

    from heedful.domain.innovation.queries import walks as queries

    for row in queries.roster(house.acting(by_email, at), date(*house.month(month), 1)):
        duty = f", {row.duty.touchpoint.name}" if row.duty else ""
        click.echo(f"{row.name}: {'no sample' if row.missing else f'samples: {row.walks}'}{duty}")
