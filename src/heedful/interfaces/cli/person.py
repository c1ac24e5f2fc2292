"""`heedful person`: what is kept about a customer's contact; erasing."""

import json
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("person")
def command() -> None:
    """Show, hand over and erase what is kept about a person."""


def _contact(text: str) -> UUID:
    """Return the contact with this id, reference or mail address."""
    from heedful.domain.customers import queries
    from heedful.foundation.errors import NotFound

    try:
        return UUID(text)
    except ValueError:
        ids = queries.ids_of_contact(text)
        found = ids[0] if ids else getattr(queries.contact_by_email(text), "id", None)
        if found is None:
            raise NotFound("no contact has this id, reference or address", field="contact", value=text) from None
        return UUID(str(found))


@command.command("show")
@click.argument("contact")
@house.by_option
def show(contact: str, by_email: str | None) -> None:
    """Print everything that is kept about CONTACT (id, reference or mail address) as JSON."""
    at = house.start()
    from django.core.serializers.json import DjangoJSONEncoder

    from heedful.workflows import privacy

    held = privacy.held(contact_id=_contact(contact), by=house.acting(by_email, at), at=at)
    click.echo(json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))


@command.command("erase")
@click.argument("contact")
@click.option("--reason", required=True, help="on which ground, by which channel; without the name")
@house.by_option
def erase(contact: str, reason: str, by_email: str | None) -> None:
    """Erase CONTACT everywhere, and scrub the database file."""
    at = house.start()
    from heedful.foundation.erasures import operations as erasures
    from heedful.workflows import privacy

    rows = privacy.erase(contact_id=_contact(contact), reason=reason, by=house.acting(by_email, at), at=at)
    erasures.scrub()
    click.echo(json.dumps(rows))
