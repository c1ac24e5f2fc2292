"""`heedful handover`: clocks between departments and partners."""

from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("handover")
def command() -> None:
    """List hand-overs, ask another department, and pause, answer or take back."""


@command.command("list")
@house.by_option
def list_hand_overs(by_email: str | None) -> None:
    """List what is asked of the colleague's units and what they asked, next due first."""
    at = house.start()
    from heedful.domain.cases import queries

    by = house.acting(by_email, at)
    for title, rows in (("of us", queries.asked_of(by, at)), ("by us", queries.asked_by(by, at))):
        for view in rows:
            each, due = view.hand_over, view.due_at.isoformat() if view.due_at else "paused"
            click.echo(f"{title}  {each.id}  {each.episode.case.reference}  {each.to_unit.name}  {due}  {each.asked}")


@command.command("ask")
@click.argument("case")
@click.argument("unit")
@click.option("--asked", required=True, help="what they should do")
@house.by_option
def ask(case: str, unit: str, asked: str, by_email: str | None) -> None:
    """Ask UNIT (its code) for something that CASE (its reference) needs."""
    at = house.start()
    from heedful.domain.cases import operations, queries
    from heedful.domain.organisation import queries as organisation

    by = house.acting(by_email, at)
    case_id = queries.case_by_reference(by, case).id
    made = operations.hand_over(case_id=case_id, to_unit_id=organisation.unit(unit).id, asked=asked, by=by, at=at)
    click.echo(f"{made.id}  due {made.due_at.isoformat() if made.due_at else 'never'}")


@command.command("move")
@click.argument("hand_over", type=click.UUID)
@click.argument("verb", type=click.Choice(["pause", "resume", "answer", "withdraw"]))
@click.option("--reason", help="what a pause waits for, such as waits_for_the_customer")
@click.option("--words", default="", help="what was done")
@house.by_option
def move(hand_over: UUID, verb: str, reason: str | None, words: str, by_email: str | None) -> None:
    """Pause, resume, answer or withdraw a HAND_OVER (its id)."""
    at = house.start()
    from heedful.domain.cases import operations
    from heedful.domain.cases.enums import HandOverVerb, PauseReason

    found = operations.move_hand_over(
        hand_over_id=hand_over, verb=HandOverVerb(verb),
        reason=house.chosen(PauseReason, reason, "--reason") if reason else None, words=words,
        by=house.acting(by_email, at), at=at,
    )  # fmt: skip
    click.echo(f"{found.state}  {found.result}")
