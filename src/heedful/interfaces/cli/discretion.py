"""`heedful discretion`: what may be decided alone, and what waits above it."""

import csv
import sys
from datetime import datetime
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


@command.command("exempt")
@click.argument("case")
@click.argument("clause")
@click.option("--kind", required=True, help="refund, replacement, goodwill, waiver or extension")
@click.option("--value", required=True, type=click.IntRange(1, 10**12), help="worth to the customer, in minor units")
@click.option("--cost", type=click.IntRange(0, 10**12), help="cost to us, in minor units (default: the value)")
@click.option("--grounds", required=True, help="our_fault, hardship, told_wrongly_by_us, ...")
@click.option("--words", required=True, help="why it is right for this customer")
@house.by_option
def exempt(
    case: str, clause: str, kind: str, value: int, cost: int | None, grounds: str, words: str, by_email: str | None
) -> None:
    """Let CLAUSE (its code) give way in CASE (its reference): at once inside a grant, asked for above it."""
    at = house.start()
    from heedful.domain.cases import operations, queries
    from heedful.domain.cases.enums import Grounds, RedressKind
    from heedful.domain.strategy import queries as strategy

    by = house.acting(by_email, at)
    bent = operations.Bent(
        clause_id=strategy.clause(clause).id,
        kind=house.chosen(RedressKind, kind, "--kind"),
        value_minor=value,
        cost_minor=value if cost is None else cost,
        grounds=house.chosen(Grounds, grounds, "--grounds"),
        words=words,
    )
    done = operations.exempt(case_id=queries.case_by_reference(by, case).id, bent=bent, by=by, at=at)
    click.echo(f"{done.id}  {done.state}  {done.value_minor / 100:.2f} {done.currency}")


@command.command("ledger")
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), help="first day on which it happened")
@click.option("--last", type=click.DateTime(["%Y-%m-%d"]), help="last day on which it happened")
@click.option("--state", default="", help="applied, pending, rejected, lapsed, reversed or breach (default: any)")
@click.option("--clause", help="code of a rule")
@house.by_option
def ledger(first: datetime | None, last: datetime | None, state: str, clause: str | None, by_email: str | None) -> None:
    """Print the ledger of exemptions as CSV, and its totals with what the cases booked to the error stream."""
    at = house.start()
    from heedful.domain.cases import queries
    from heedful.domain.cases.enums import ExemptionState
    from heedful.domain.strategy import queries as strategy
    from heedful.foundation.access import Permission
    from heedful.rendering.cells import cell

    by = house.acting(by_email, at)
    by.require(Permission.APPROVE_EXEMPTIONS)
    chosen = queries.LedgerFilters(
        first=first.date() if first else None,
        last=last.date() if last else None,
        state=house.chosen(ExemptionState, state, "--state") if state else "",
        clause_id=strategy.clause(clause).id if clause else None,
    )
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(queries.LEDGER.values())
    for row in queries.ledger_rows(by, chosen):
        writer.writerow([cell(value) for value in queries.cells_of(row).values()])
    for each in queries.exemption_ledger(by, chosen, limit=0).totals:
        agrees = "reconciles" if each.reconciles else "does not reconcile"
        booked = f"booked as redress {each.booked_minor / 100:.2f}: {agrees}"
        click.echo(f"{each.n} rows, cost {each.cost_minor / 100:.2f} {each.currency}, {booked}", err=True)


@command.command("learning")
@house.by_option
def learning(by_email: str | None) -> None:
    """Show which rule to change and where to look, from the last three months."""
    at = house.start()
    from heedful.domain.cases import queries
    from heedful.foundation.access import Permission

    by = house.acting(by_email, at)
    by.require(Permission.APPROVE_EXEMPTIONS)
    for line in queries.clause_lines(by, at=at):
        good, others = (100 * each.value for each in (line.good, line.others))
        word = "  propose a change" if line.change else ""
        click.echo(
            f"{line.title}: {line.n} times, {line.well} taken well ({good:.0f} %, others {others:.0f} %), "
            f"{line.cost_minor / 100:.2f} {line.currency}{word}"
        )
    for look in queries.look_here(by, at=at):
        cases = ", ".join(sorted({each.case.reference for each in look.cases}))
        click.echo(f"look: {look.because}{f' ({look.person})' if look.person else ''}: {cases}")
