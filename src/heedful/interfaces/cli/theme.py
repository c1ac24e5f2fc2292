"""`heedful theme`: what customers write about."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from heedful.interfaces.cli import house

DAY = click.DateTime(["%Y-%m-%d"])
MONTH = click.DateTime(["%Y-%m"])


@click.group("theme")
def command() -> None:
    """Work on the themes of comments, propose and apply frames, read drawn comments."""


@command.command("show")
@click.option("--since", type=DAY, required=True)
@click.option("--until", type=DAY, required=True, help="the day after the last")
@house.by_option
def show(since: datetime, until: datetime, by_email: str | None) -> None:
    """Print themes of a period with counts, tones and audited shares, as JSON."""
    at = house.start()
    from heedful.domain.themes import queries

    click.echo(
        json.dumps(queries.theme_view(house.acting(by_email, at), since.date(), until.date()).record(), indent=1)
    )


@command.command("list")
@house.by_option
def listed(by_email: str | None) -> None:
    """Print themes as they are being worked on."""
    at = house.start()
    from heedful.domain.themes import queries
    from heedful.foundation.access import Permission

    house.acting(by_email, at).require(Permission.SEE_FEEDBACK)
    for each in queries.draft():
        state = f"merged into {each.merged_into.name}" if each.merged_into else "retired" if each.retired else ""
        click.echo(f"{each.id}  {each.name}{f'  ({state})' if state else ''}")


def _describing(function: Any) -> Any:
    for option in (
        click.option("--definition", default=""),
        click.option("--include", multiple=True, help="a phrase that says it; * ends a stem"),
        click.option("--exclude", multiple=True, help="a phrase at which it is not meant"),
        click.option("--parent", type=click.UUID),
    ):
        function = option(function)
    return function


@command.command("make")
@click.argument("name")
@_describing
@house.by_option
def make(name: str, by_email: str | None, **told: Any) -> None:
    """Make a theme of this NAME."""
    at = house.start()
    from heedful.domain.themes import operations

    described = operations.Described(name=name, parent_id=told.pop("parent"), **told)
    click.echo(str(operations.make_theme(described=described, by=house.acting(by_email, at), at=at).id))


@command.command("begin")
@click.argument("name", default="general")
@house.by_option
def begin(name: str, by_email: str | None) -> None:
    """Make the themes of a ready frame whose names are not taken."""
    at = house.start()
    from heedful.domain.themes import operations

    click.echo(f"{operations.begin_with(name=name, by=house.acting(by_email, at), at=at)} made")


@command.command("change")
@click.argument("theme", type=click.UUID)
@click.argument("reason")
@click.option("--name")
@click.option("--retire", is_flag=True)
@_describing
@house.by_option
def change(theme: UUID, reason: str, name: str | None, retire: bool, by_email: str | None, **told: Any) -> None:
    """Change a theme for a REASON; what is not named stays."""
    at = house.start()
    from heedful.domain.themes import operations, queries

    known = queries.find_theme(theme)
    described = operations.Described(
        name=name or known.name,
        definition=told["definition"] or known.definition,
        include=told["include"] or known.include,
        exclude=told["exclude"] or known.exclude,
        parent_id=told["parent"] or known.parent_id,
        owner_id=known.owner_id,
        review_on=known.review_on,
        retired=retire,
    )
    by = house.acting(by_email, at)
    click.echo(str(operations.change_theme(theme_id=theme, described=described, reason=reason, by=by, at=at).version))


@command.command("merge")
@click.argument("theme", type=click.UUID)
@click.argument("into", type=click.UUID)
@click.argument("reason")
@house.by_option
def merge(theme: UUID, into: UUID, reason: str, by_email: str | None) -> None:
    """Merge two themes; the older lives."""
    at = house.start()
    from heedful.domain.themes import operations

    by = house.acting(by_email, at)
    click.echo(str(operations.merge_theme(theme_id=theme, into_id=into, reason=reason, by=by, at=at).id))


@command.command("propose")
@click.argument("reason")
@house.by_option
def propose(reason: str, by_email: str | None) -> None:
    """Propose the themes as the next frame and print what applying it would move, as JSON."""
    at = house.start()
    from heedful.domain.themes import operations

    click.echo(
        json.dumps(operations.propose_frame(reason=reason, by=house.acting(by_email, at), at=at).difference, indent=1)
    )


@command.command("apply")
@house.by_option
def apply(by_email: str | None) -> None:
    """Bring the proposed frame into force, and read every comment by it."""
    at = house.start()
    from heedful.domain.themes import operations

    frame = operations.apply_frame(by=house.acting(by_email, at), at=at)
    while operations.read_new(at=at):
        pass
    click.echo(f"frame {frame.number} is in force")


@command.command("drop")
@house.by_option
def drop(by_email: str | None) -> None:
    """Drop the proposed frame."""
    at = house.start()
    from heedful.domain.themes import operations

    operations.drop_frame(by=house.acting(by_email, at), at=at)


@command.command("undo")
@click.argument("reason")
@house.by_option
def undo(reason: str, by_email: str | None) -> None:
    """Bring the frame before back."""
    at = house.start()
    from heedful.domain.themes import operations

    frame = operations.undo_frame(reason=reason, by=house.acting(by_email, at), at=at)
    while operations.read_new(at=at):
        pass
    click.echo(f"frame {frame.number} is in force")


@command.command("say")
@click.argument("feedback", type=click.UUID)
@click.argument("theme", type=click.UUID)
@click.option("--not", "absent", is_flag=True, help="it is not about this")
@house.by_option
def say(feedback: UUID, theme: UUID, absent: bool, by_email: str | None) -> None:
    """Say that a comment is about a theme, or is not."""
    at = house.start()
    from heedful.domain.themes import operations

    by = house.acting(by_email, at)
    operations.say_theme(submission_id=feedback, theme_id=theme, present=not absent, by=by, at=at)


@command.command("draw")
@click.argument("month", type=MONTH)
@click.option("--n", default=30, show_default=True, type=click.IntRange(1, 500))
@house.by_option
def draw(month: datetime, n: int, by_email: str | None) -> None:
    """Draw comments of a MONTH at random for a person to read."""
    at = house.start()
    from heedful.domain.themes import operations

    drawn = operations.draw_audit(month=month.date(), n=n, by=house.acting(by_email, at), at=at)
    click.echo(f"{drawn} drawn")


@command.command("next")
@click.argument("month", type=MONTH)
@house.by_option
def following(month: datetime, by_email: str | None) -> None:
    """Print the drawn comment to read next, without what the model says."""
    at = house.start()
    from heedful.domain.themes import queries
    from heedful.foundation.access import Permission

    house.acting(by_email, at).require_everywhere(Permission.KEEP_THEMES)
    found = queries.next_audit(month.date())
    click.echo(f"{found.id}\n{found.submission.body}" if found else "none is left")


@command.command("code")
@click.argument("drawn", type=click.UUID)
@click.argument("themes", type=click.UUID, nargs=-1)
@house.by_option
def code(drawn: UUID, themes: tuple[UUID, ...], by_email: str | None) -> None:
    """Say which THEMES a drawn comment has; none is an answer too."""
    at = house.start()
    from heedful.domain.themes import operations

    operations.code_audit(audit_id=drawn, themes=themes, by=house.acting(by_email, at), at=at)
