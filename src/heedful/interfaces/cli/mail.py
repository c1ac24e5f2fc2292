"""`heedful mail`: mail that comes in."""

from pathlib import Path
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("mail")
def command() -> None:
    """Read the mailboxes now, list what came in, and decide about mail that waits."""


@command.command("fetch")
def fetch() -> None:
    """Read what is new in every mailbox of HEEDFUL_MAILBOXES; exit code 1 where one could not be read."""
    at = house.start()
    from heedful.domain.correspondence import queries
    from heedful.workflows import incoming_mail

    for address, n in incoming_mail.fetch(at=at).items():
        click.echo(f"{address}: {n} new")
    failing = queries.positions().filter(failing_since__isnull=False)
    for each in failing:
        click.echo(f"{each.mailbox}: {each.problem}", err=True)
    if failing:
        raise SystemExit(1)


@command.command("list")
@click.option("--state", default="", help="quarantined, unreadable, attached, filed, copy, automatic or dismissed")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@house.by_option
def listed(state: str, limit: int, by_email: str | None) -> None:
    """Print mail in sight, newest first."""
    at = house.start()
    from heedful.domain.correspondence import queries
    from heedful.domain.correspondence.enums import MailState

    rows = queries.visible_to(house.acting(by_email, at))
    rows = rows.filter(state=house.chosen(MailState, state, "--state")) if state else rows
    for each in rows[:limit]:
        click.echo(f"{each.id}  {each.received_at:%Y-%m-%d}  {each.state:11}  {each.sender_address}: {each.subject}")
        if each.why:
            click.echo(f"{'':38}{each.why}")


@command.command("attach")
@click.argument("mail", type=click.UUID)
@click.option("--case", "reference", default="", help="reference of the case (default: the one it answers)")
@house.by_option
def attach(mail: UUID, reference: str, by_email: str | None) -> None:
    """Let a mail that waited into a case."""
    at = house.start()
    from heedful.workflows import mail_filing

    done = mail_filing.attach_waiting(mail_id=mail, reference=reference, by=house.acting(by_email, at), at=at)
    click.echo(done.state)


@command.command("file")
@click.argument("mail", type=click.UUID)
@click.argument("kind", type=click.Choice(["complaint", "compliment", "wish", "question"]))
@house.by_option
def file(mail: UUID, kind: str, by_email: str | None) -> None:
    """Record a mail that waited as feedback of a KIND."""
    at = house.start()
    from heedful.domain.feedback.enums import Kind
    from heedful.workflows import mail_filing

    done = mail_filing.file_waiting(mail_id=mail, kind=Kind(kind), by=house.acting(by_email, at), at=at)
    click.echo(f"{done.submission_id}")


@command.command("dismiss")
@click.argument("mail", type=click.UUID)
@click.argument("why")
@house.by_option
def dismiss(mail: UUID, why: str, by_email: str | None) -> None:
    """Lay a mail that waited aside, with a reason."""
    at = house.start()
    from heedful.workflows import mail_filing

    click.echo(mail_filing.dismiss(mail_id=mail, why=why, by=house.acting(by_email, at), at=at).state)


@command.command("save")
@click.argument("mail", type=click.UUID)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@house.by_option
def save(mail: UUID, file: Path, by_email: str | None) -> None:
    """Write a mail to a file, byte for byte as it came."""
    at = house.start()
    from heedful.domain.correspondence import queries

    file.write_bytes(bytes(queries.find(house.acting(by_email, at), mail).raw))
    click.echo(str(file))
