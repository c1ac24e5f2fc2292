"""`heedful failure`: trace a complaint back to the hop that failed, and decide its labels."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from heedful.interfaces.cli import house

if TYPE_CHECKING:
    from heedful.foundation.access import Actor


@click.group("failure")
def command() -> None:
    """Failures of communication behind complaints."""


def _case(reference: str, by: "Actor") -> UUID:
    from heedful.domain.cases import queries
    from heedful.foundation.errors import NotFound

    found = queries.visible_to(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no case has this reference", field="reference", value=reference)
    return found.id


def _person(email: str | None) -> UUID | None:
    from heedful.domain.organisation import queries
    from heedful.foundation.errors import NotFound

    if email is None:
        return None
    found = queries.person_by_email(email)
    if found is None:
        raise NotFound("no colleague has this address", field="--served", value=email)
    return found.id


@command.command("trace")
@click.argument("reference")
@click.option("--served", help="mail of the colleague who served the customer")
@house.by_option
def trace(reference: str, served: str | None, by_email: str | None) -> None:
    """Print every hop from the decision to the customer, and the labels that the rules suggest."""
    at = house.start()
    from heedful.domain.failures.queries import trace as queries

    by = house.acting(by_email, at)
    read = queries.trace(by, _case(reference, by), served_id=_person(served))
    for step in read.steps:
        click.echo(f"{step.hop.label:18} {step.state.label:12} {step.words}")
    if read.failed:
        click.echo(f"{read.people} of {read.asked} people asked sit at or below it")
        click.echo(f"{read.shared_count} other cases may share it")
    for verdict in read.verdicts:
        click.echo(f"suggested: {verdict.label.label} ({verdict.rule})")
        for shown in verdict.evidence:
            click.echo(f"  {shown.words}{f', {shown.at:%Y-%m-%d %H:%M}' if shown.at else ''}")
    for held in queries.failures_of(by, _case(reference, by)):
        click.echo(f"{held.state}: {held.label}{f', {held.reason}' if held.reason else ''}")


@command.command("decide")
@click.argument("reference")
@click.argument("label", type=click.Choice(["withheld", "mis", "misleading", "under", "over"]))
@click.argument("verb", type=click.Choice(["confirm", "overrule"]))
@click.option("--reason", default="", help="needed to overrule")
@click.option("--served", help="mail of the colleague who served the customer")
@house.by_option
def decide(reference: str, label: str, verb: str, reason: str, served: str | None, by_email: str | None) -> None:
    """Confirm or overrule a label: withheld, mis, misleading, under, over."""
    at = house.start()
    from heedful.domain.failures import operations
    from heedful.domain.failures.enums import FailureVerb, Label

    by = house.acting(by_email, at)
    operations.decide(
        case_id=_case(reference, by), label=Label(label), verb=FailureVerb(verb), reason=reason,
        served_id=_person(served), by=by, at=at,
    )  # fmt: skip


@command.command("suggest")
@click.argument("reference")
@click.argument("label", type=click.Choice(["withheld", "mis", "misleading", "under", "over"]))
@click.argument("evidence")
@house.by_option
def suggest(reference: str, label: str, evidence: str, by_email: str | None) -> None:
    """Suggest a label by hand, with what shows it."""
    at = house.start()
    from heedful.domain.failures import operations
    from heedful.domain.failures.enums import Label

    by = house.acting(by_email, at)
    operations.suggest(case_id=_case(reference, by), label=Label(label), evidence=evidence, by=by, at=at)


@command.command("said")
@click.argument("reference")
@click.argument("fact")
@click.argument("value")
@click.option("--condition", "conditions", multiple=True, help="a condition that the customer was told")
@house.by_option
def said(reference: str, fact: str, value: str, conditions: tuple[str, ...], by_email: str | None) -> None:
    """Record what the customer was told of a fact."""
    at = house.start()
    from heedful.domain.failures import operations

    by = house.acting(by_email, at)
    operations.record_statement(
        case_id=_case(reference, by), fact_code=fact, value=value, conditions_told=conditions, by=by, at=at
    )
