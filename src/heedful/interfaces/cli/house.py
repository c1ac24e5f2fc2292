"""What commands share: the product started, the clock read once, the colleague who acts."""

import json
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import click
import django
from django.conf import settings
from django.utils import timezone

from heedful.foundation.access import SYSTEM, Actor
from heedful.foundation.errors import NotFound

if TYPE_CHECKING:
    from heedful.foundation.backup import Upgraded

E = TypeVar("E", bound=Enum)
FIRST_YEAR, LAST_YEAR = 1990, 2100


def start() -> datetime:
    """Start the product and return the moment at which the command acts. Jobs are done by whoever asks."""
    django.setup()
    if settings.HEEDFUL_JOBS == "thread":
        settings.HEEDFUL_JOBS = "inline"
    return timezone.now()


def migrate(*, save: bool = True) -> "Upgraded":
    """Bring the database to this release; what an earlier one left is saved before, unless somebody has done so."""
    from heedful.foundation import backup

    done = backup.upgrade(at=timezone.now(), save=save)
    if done.saved:
        from heedful.warehouse import dirty, facts

        for name in facts.names():  # a release may know more of a fact than the one before
            dirty.mark_all(name)
        click.echo(f"This database was of an earlier release; it is saved as it was in {done.saved}", err=True)
    return done


def acting(email: str | None, at: datetime) -> Actor:
    """Return the colleague in whose name a command acts; the system where none is named."""
    from heedful.domain.organisation import queries

    if email is None:
        return SYSTEM
    colleague = queries.person_by_email(email)
    if colleague is None:
        raise NotFound("no colleague has this address", field="--by", value=email)
    return queries.actor_for_person(colleague, at)


def by_option(function: Any) -> Any:
    """Give a command the option --by."""
    text = "mail address of the colleague who acts; their role decides what is allowed (default: the system)"
    return click.option("--by", "by_email", metavar="ADDRESS", help=text)(function)


def chosen(kind: type[E], text: str, name: str) -> E:
    """Return the member of an enumeration that an option names."""
    found = next((each for each in kind if str(each.value) == text), None)
    if found is None:
        raise click.BadParameter(f"{text!r} is none of: {', '.join(str(each.value) for each in kind)}", param_hint=name)
    return found


def told(file: Any) -> dict[str, Any]:
    """Read a JSON object from a file; a missing part is named when it is asked for."""
    try:
        found = json.load(file)
    except ValueError as error:
        raise click.BadParameter(f"{file.name} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.BadParameter(f"{file.name} holds no JSON object")
    return Told(found)


class Told(dict[str, Any]):
    """What a file says; a part that is asked for and missing is refused by its name."""

    def __missing__(self, name: str) -> Any:
        raise click.BadParameter(f"the file says no {name}")


def month(text: str) -> tuple[int, int]:
    """Read "2026-03" as (2026, 3)."""
    try:
        found = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  a month has no zone
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no month: write it as 2026-03") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise click.BadParameter(f"{text!r} is out of reach: choose {FIRST_YEAR}-01 to {LAST_YEAR}-12")
    return found.year, found.month
