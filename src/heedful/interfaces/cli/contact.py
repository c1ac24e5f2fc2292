"""`heedful contact`: whom we write to, why not, and how often we ask."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("contact")
def command() -> None:
    """Ask the contact ledger: may we write to somebody, why was somebody skipped, what are the rules."""


@command.command("why")
@click.argument("reference")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1_000))
@house.by_option
def why(reference: str, limit: int, by_email: str | None) -> None:
    """Say whether the contact with this REFERENCE may be written to now, why not, and what went before."""
    at = house.start()
    from heedful.domain.contacting import queries

    view = queries.person(house.acting(by_email, at), _contact(reference, by_email, at), at=at, limit=limit)
    for purpose, verdict, said in view.now:
        click.echo(f"{purpose.label}: {'yes' if verdict.allowed else said}")
    for line in view.lines:
        click.echo(f"{line.at:%Y-%m-%d}  {line.state:8}  {line.purpose:13}  {line.programme}  {line.why}".rstrip())


@command.command("opt-out")
@click.argument("reference")
@house.by_option
def opt_out(reference: str, by_email: str | None) -> None:
    """Record that the contact with this REFERENCE wants no more mail."""
    at = house.start()
    from heedful.domain.contacting import operations
    from heedful.domain.customers import queries as customers
    from heedful.foundation.access import Permission

    actor = house.acting(by_email, at)
    contact = customers.seen_contact(actor, _contact(reference, by_email, at))
    actor.require(Permission.RECORD_FEEDBACK, contact.account.unit_id)
    operations.opt_out(contact_id=contact.id, by=actor, at=at)
    click.echo("Kept.")


@command.command("bounce")
@click.argument("address")
@click.option("--kind", type=click.Choice(["hard", "soft"]), default="hard", show_default=True)
@click.option("--note", default="", help="what the mail server said")
@house.by_option
def bounce(address: str, kind: str, note: str, by_email: str | None) -> None:
    """Record that mail to ADDRESS came back."""
    at = house.start()
    from heedful.domain.contacting.enums import BounceKind
    from heedful.foundation.access import Permission
    from heedful.workflows import asking

    actor = house.acting(by_email, at)
    actor.require_everywhere(Permission.IMPORT_DATA)
    count = asking.record_bounce(address=address, kind=BounceKind(kind), note=note, by=actor, at=at)
    click.echo(f"Kept; {count} of our last messages came back.")


@command.command("rules")
@click.option("--set", "changes", multiple=True, metavar="NAME=NUMBER", help="a number that changes; may be repeated")
@click.option("--unit", "unit_code", default="", help="for the customers of this unit (default: the company)")
@click.option("--reason", default="", help="why they change")
@house.by_option
def rules(changes: tuple[str, ...], unit_code: str, reason: str, by_email: str | None) -> None:
    """Print how often we ask; with --set make the next version."""
    at = house.start()
    from heedful.domain.contacting import operations, queries
    from heedful.domain.contacting.rules.limits import LABELS, Limits
    from heedful.domain.organisation import queries as organisation
    from heedful.foundation.days import day_of

    unit = organisation.unit(unit_code).id if unit_code else None
    number, limits = queries.in_force([unit], day_of(at))[unit]
    if changes:
        given = asdict(limits)
        for change in changes:
            name, _, value = change.partition("=")
            if name not in LABELS or not value.isdecimal():
                raise click.BadParameter(f"{change!r}: write one of {', '.join(LABELS)} and a number, as most=4")
            given[name] = int(value)
        actor = house.acting(by_email, at)
        made = operations.set_rules(given=Limits(**given), unit_id=unit, reason=reason, by=actor, at=at)
        click.echo(f"Rules {made.number} are in force.")
        return
    click.echo(f"Rules {number}")
    for name, label in LABELS.items():
        click.echo(f"  {name:16} {asdict(limits)[name]:4}  {label}")


def _contact(reference: str, by_email: str | None, at: datetime) -> UUID:
    """Return the id of a contact in sight."""
    from heedful.domain.customers import queries as customers
    from heedful.foundation.errors import NotFound

    found = customers.contacts_by_reference(house.acting(by_email, at), [reference])
    if reference not in found:
        raise NotFound("no contact has this reference", field="reference", value=reference)
    return found[reference]
