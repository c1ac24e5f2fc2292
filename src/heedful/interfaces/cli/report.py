"""`heedful report`: you said, we did."""

from typing import TextIO
from uuid import UUID

import click

from heedful.interfaces.cli import house


@click.group("report")
def command() -> None:
    """Tell customers what came of their words: draft, link, approve, send, and see whom it reached."""


@command.command("draft")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--unit", "unit_code", default="", help="unit (default: the company)")
@click.option("--problem", type=click.UUID, help="the problem that was solved; its cases are linked")
@house.by_option
def draft(file: TextIO, unit_code: str, problem: UUID | None, by_email: str | None) -> None:
    """Write a draft from a JSON FILE with title, you_said and we_did."""
    at = house.start()
    from heedful.domain.followthrough.enums import Subject
    from heedful.domain.organisation import queries as organisation
    from heedful.workflows import reporting_back

    told = house.told(file)
    unit = organisation.unit(unit_code).id if unit_code else organisation.root_id()
    made = reporting_back.write(
        title=str(told["title"]), you_said=str(told["you_said"]), we_did=str(told["we_did"]), unit_id=unit,
        subject=Subject.PROBLEM if problem else Subject.CHANGE, subject_id=problem,
        by=house.acting(by_email, at), at=at,
    )  # fmt: skip
    click.echo(str(made))


@command.command("link")
@click.argument("report", type=click.UUID)
@click.argument("cases", nargs=-1, required=True)
@house.by_option
def link(report: UUID, cases: tuple[str, ...], by_email: str | None) -> None:
    """Link CASES (their numbers) whose words led to the change."""
    at = house.start()
    from heedful.workflows import reporting_back

    added = reporting_back.add_words(report_id=report, references=cases, by=house.acting(by_email, at), at=at)
    click.echo(f"{added} added")


@command.command("approve")
@click.argument("report", type=click.UUID)
@house.by_option
def approve(report: UUID, by_email: str | None) -> None:
    """Approve the words that somebody else wrote."""
    at = house.start()
    from heedful.domain.followthrough import operations

    operations.approve_report(report_id=report, by=house.acting(by_email, at), at=at)
    click.echo("approved")


@command.command("send")
@click.argument("report", type=click.UUID)
@house.by_option
def send(report: UUID, by_email: str | None) -> None:
    """Tell those whose words led to it."""
    at = house.start()
    from heedful.workflows import reporting_back

    leaving = reporting_back.send(report_id=report, by=house.acting(by_email, at), at=at)
    click.echo(f"{leaving} messages leave")


@command.command("reach")
@click.argument("report", type=click.UUID)
@house.by_option
def reach(report: UUID, by_email: str | None) -> None:
    """Say whose words are behind a report and whom it reached."""
    at = house.start()
    from heedful.domain.followthrough import queries

    found = queries.reach(queries.report(house.acting(by_email, at), report))
    click.echo(f"{found.voices} voices of {found.people} people; {found.nameless} without a contact")
    for line in found.lines:
        click.echo(f"{line.state:8}  {line.name}  {line.why}".rstrip())


@command.command("ask")
@click.argument("report", type=click.UUID)
@click.argument("survey")
@house.by_option
def ask(report: UUID, survey: str, by_email: str | None) -> None:
    """Ask with SURVEY (its code) whether they felt it: contributors, and others like them."""
    at = house.start()
    from heedful.domain.followthrough import operations
    from heedful.domain.surveys import queries as surveys

    found = surveys.survey_by_code(survey)
    asked = operations.reask(report_id=report, survey_id=found.id, by=house.acting(by_email, at), at=at)
    click.echo(f"{asked} people are asked")


@command.command("felt")
@click.argument("report", type=click.UUID)
@house.by_option
def felt(report: UUID, by_email: str | None) -> None:
    """Say whether they felt it, with an interval, or that it cannot be said."""
    at = house.start()
    from heedful.domain.followthrough import queries

    found = queries.felt(queries.report(house.acting(by_email, at), report))
    click.echo(found.sentence if found else "Nobody was asked.")
