"""`heedful contradiction`: texts that say different things."""

from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("contradiction")
def command() -> None:
    """Texts on one topic that say different things."""


@command.command("look")
@house.by_option
def look(by_email: str | None) -> None:
    """Compare all texts now; exit code 1 when something is open."""
    at = house.start()
    from heedful.domain.communication.operations import contradictions

    found = contradictions.look(by=house.acting(by_email, at), at=at)
    click.echo(f"{found} open")
    if found:
        raise click.exceptions.Exit(1)


@command.command("list")
@house.by_option
def listed(by_email: str | None) -> None:
    """Print the findings with both sentences."""
    at = house.start()
    from heedful.domain.communication.queries import contradictions

    for row in contradictions.visible_to(house.acting(by_email, at)):
        click.echo(f"{row.id} {row.state} {row.topic} {row.attribute}: {' or '.join(row.values)}")
        click.echo(f"  {row.one}: {row.one_words}\n  {row.other}: {row.other_words}")


@command.command("rule")
@click.argument("finding", type=click.UUID)
@click.argument("verb", type=click.Choice(["confirm", "resolve", "dismiss"]))
@click.option("--reason", default="")
@house.by_option
def rule(finding: UUID, verb: str, reason: str, by_email: str | None) -> None:
    """Rule on a finding by name."""
    at = house.start()
    from heedful.domain.communication.enums import ContradictionVerb
    from heedful.domain.communication.operations import contradictions

    by = house.acting(by_email, at)
    done = contradictions.rule_on(contradiction_id=finding, verb=ContradictionVerb(verb), reason=reason, by=by, at=at)
    click.echo(done.state)
