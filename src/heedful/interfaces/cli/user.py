"""`heedful user`: the company, its colleagues, their roles and API keys."""

import click

from heedful.foundation.access.roles import Role
from heedful.interfaces.cli import house

ROLES = click.Choice([role.value for role in Role])


@click.group("user")
def command() -> None:
    """Set the company up, add colleagues, roles and API keys."""


def _password(email: str, given: str | None) -> str:
    return given or click.prompt(f"Password for {email}", hide_input=True, confirmation_prompt=True)


def _account(email: str, password: str) -> int:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError as error:
        raise click.BadParameter(f"{email!r} is no mail address", param_hint="--email") from error
    try:
        validate_password(password)
    except ValidationError as error:
        raise click.BadParameter(" ".join(error.messages), param_hint="--password") from error
    user, _ = get_user_model().objects.get_or_create(username=email, defaults={"email": email})
    user.set_password(password)
    user.save()
    return int(user.pk)


@command.command("setup")
@click.option("--company", required=True, help="name of the company")
@click.option("--name", required=True, help="name of the first administrator")
@click.option("--email", required=True, help="mail address of the first administrator")
@click.option("--password", envvar="HEEDFUL_PASSWORD", help="asked for when not given (or HEEDFUL_PASSWORD)")
def setup(company: str, name: str, email: str, password: str | None) -> None:
    """Create the company and its first administrator, who is CX leader too until another is named."""
    at = house.start()
    house.migrate()
    from django.db import transaction

    from heedful.domain.organisation import operations
    from heedful.domain.organisation.enums import UnitKind
    from heedful.foundation.access import SYSTEM

    password = _password(email, password)
    with transaction.atomic():
        root = operations.add_unit(
            code="company", name=company, kind=UnitKind.COMPANY, parent_id=None, since=at.date(), by=SYSTEM, at=at
        )
        first = operations.add_person(
            name=name,
            email=email,
            unit_id=root.id,
            since=at.date(),
            user_id=_account(email, password),
            by=SYSTEM,
            at=at,
        )
        for role in (Role.ADMIN, Role.CX_LEADER):
            operations.grant_role(person_id=first.id, role=role, unit_id=root.id, since=at.date(), by=SYSTEM, at=at)
    click.echo(f"{company} is set up; {email} may sign in. Next: heedful serve")


@command.command("add")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--unit", "unit_code", required=True, help="code of the unit")
@click.option("--role", "role", type=ROLES, required=True)
@click.option("--password", envvar="HEEDFUL_PASSWORD", help="asked for when not given (or HEEDFUL_PASSWORD)")
@house.by_option
def add(name: str, email: str, unit_code: str, role: str, password: str | None, by_email: str | None) -> None:
    """Add a colleague who may sign in, with a role for a unit and all below it."""
    at = house.start()
    from django.db import transaction

    from heedful.domain.organisation import operations, queries
    from heedful.foundation.access import Permission

    by = house.acting(by_email, at)
    unit = queries.unit(unit_code)
    by.require(Permission.ADMINISTER, unit.id)
    password = _password(email, password)
    with transaction.atomic():
        added = operations.add_person(
            name=name, email=email, unit_id=unit.id, since=at.date(), user_id=_account(email, password), by=by, at=at
        )
        operations.grant_role(person_id=added.id, role=Role(role), unit_id=unit.id, since=at.date(), by=by, at=at)
    click.echo(f"{name} may sign in as {email}: {Role(role).label} of {unit.name}.")


@command.command("key")
@click.option("--name", required=True, help="what the key is for")
@click.option("--unit", "unit_code", required=True, help="code of the unit")
@click.option("--role", "role", type=ROLES, required=True)
@click.option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True)
@house.by_option
def key(name: str, unit_code: str, role: str, scope: str, by_email: str | None) -> None:
    """Issue an API key and print its secret, once."""
    at = house.start()
    from heedful.domain.organisation import operations, queries
    from heedful.domain.organisation.enums import KeyScope
    from heedful.foundation.access import Permission

    by = house.acting(by_email, at)
    unit = queries.unit(unit_code)
    by.require(Permission.ADMINISTER, unit.id)
    click.echo(operations.issue_key(name=name, role=Role(role), unit_id=unit.id, scope=KeyScope(scope), by=by, at=at))
