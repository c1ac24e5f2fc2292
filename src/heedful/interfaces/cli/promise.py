"""`heedful promise`: the promise ledger."""

from datetime import datetime, timedelta
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("promise")
def command() -> None:
    """List promises, write one down, say what became of it, and count those that fell due."""


@command.command("list")
@click.option("--state", default="overdue", show_default=True, help="all, overdue, open, kept, kept_late, broken")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@house.by_option
def listed(state: str, limit: int, by_email: str | None) -> None:
    """Print promises in sight, the next due first."""
    at = house.start()
    from heedful.domain.followthrough import queries
    from heedful.domain.followthrough.queries.promises import STATES
    from heedful.foundation.days import day_of
    from heedful.foundation.errors import Refused

    if state not in STATES:
        raise Refused("not a state", field="--state", value=state, fix=f"one of {', '.join(STATES)}")
    rows = queries.promises(house.acting(by_email, at), queries.Filters(state), day_of(at))
    for each in rows[:limit]:
        click.echo(f"{each.id}  {each.due_on}  {each.state:9}  {each.owner.name}: {each.text}")


@command.command("make")
@click.argument("text")
@click.option("--to", "whom", type=click.Choice(["customer", "colleagues"]), default="customer", show_default=True)
@click.option("--owner", required=True, metavar="ADDRESS", help="mail address of the colleague who keeps it")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--unit", "unit_code", default="", help="unit (default: the company)")
@house.by_option
def make(text: str, whom: str, owner: str, due: datetime, unit_code: str, by_email: str | None) -> None:
    """Write a promise down, as it was said."""
    at = house.start()
    from heedful.domain.followthrough.enums import Whom
    from heedful.domain.organisation import queries as organisation
    from heedful.workflows import keeping_promises

    keeper = house.acting(owner, at)
    unit = organisation.unit(unit_code).id if unit_code else None
    made = keeping_promises.promise(
        text=text, whom=Whom(whom), due_on=due.date(), owner_id=keeper.id, unit_id=unit,
        by=house.acting(by_email, at), at=at,
    )  # fmt: skip
    click.echo(str(made))


@command.command("settle")
@click.argument("promise", type=click.UUID)
@click.argument("verb", type=click.Choice(["keep", "break", "release"]))
@click.argument("words")
@house.by_option
def settle(promise: UUID, verb: str, words: str, by_email: str | None) -> None:
    """Say in WORDS what became of a promise."""
    at = house.start()
    from heedful.domain.followthrough import operations
    from heedful.domain.followthrough.enums import PromiseVerb

    actor = house.acting(by_email, at)
    found = operations.settle_promise(promise_id=promise, verb=PromiseVerb(verb), words=words, by=actor, at=at)
    click.echo(found.state)


@command.command("kept")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 3_650))
@house.by_option
def kept(days: int, by_email: str | None) -> None:
    """Count the promises that fell due in the last days: a census."""
    at = house.start()
    from heedful.domain.followthrough import queries
    from heedful.domain.followthrough.rules.promises import sentence
    from heedful.foundation.days import day_of

    today = day_of(at)
    found = queries.kept(house.acting(by_email, at), today - timedelta(days=days), today, today)
    click.echo(sentence(found) or "No promise fell due.")
