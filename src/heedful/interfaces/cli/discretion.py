"""`heedful discretion`: what may be decided alone, and what waits above it."""

from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("discretion")
def command() -> None:
    """Show the card of a colleague, list requests for exemptions, and decide on them."""


@command.command("card")
@house.by_option
def card(by_email: str | None) -> None:
    """Show what a colleague may decide alone."""
    at = house.start()
    from heedful.domain.cases import queries

    for offer in queries.offers(house.acting(by_email, at), at):
        grant, titles = offer.grant, ", ".join(title for _, title, _ in offer.clauses)
        click.echo(
            f"{grant.unit.name}: {grant.case_minor / 100:.2f} a case, {grant.customer_minor / 100:.2f} a customer in "
            f"{grant.customer_days} days, {offer.left_minor / 100:.2f} {grant.currency} left this month: {titles}"
        )


@command.command("waiting")
@house.by_option
def waiting(by_email: str | None) -> None:
    """List the requests that wait."""
    at = house.start()
    from heedful.domain.cases import queries

    for each in queries.waiting(house.acting(by_email, at)):
        money = f"{each.value_minor / 100:.2f} {each.currency}"
        click.echo(f"{each.id}  {each.case.reference}  {each.clause.clause.title}  {money}  {each.words}")


@command.command("approve")
@click.argument("exemption", type=click.UUID)
@house.by_option
def approve(exemption: UUID, by_email: str | None) -> None:
    """Approve an EXEMPTION (its id) under a grant of one's own."""
    at = house.start()
    from heedful.domain.cases import operations

    done = operations.approve(exemption_id=exemption, by=house.acting(by_email, at), at=at)
    click.echo(f"approved: {done.value_minor / 100:.2f} {done.currency}")


@command.command("reject")
@click.argument("exemption", type=click.UUID)
@house.by_option
def reject(exemption: UUID, by_email: str | None) -> None:
    """Say no to an EXEMPTION (its id)."""
    at = house.start()
    from heedful.domain.cases import operations

    operations.reject(exemption_id=exemption, by=house.acting(by_email, at), at=at)
    click.echo("rejected")
