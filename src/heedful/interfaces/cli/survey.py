"""`heedful survey`: surveys from files."""

from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from heedful.interfaces.cli import house

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("survey")
def command() -> None:
    """Draft, publish, open and close surveys. A survey is two files: survey.json and about.yaml."""


@command.command("templates")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="write the files of one template here")
@click.argument("code", required=False)
def templates(out: Path | None, code: str | None) -> None:
    """List the templates, or write one to files."""
    house.start()
    from heedful.domain.surveys import queries

    known = [each.code for each in queries.templates()]
    if code is not None and code not in known:
        raise click.BadParameter(f"{code!r} is no template: choose {', '.join(known)}", param_hint="CODE")
    for each in queries.templates():
        if code in (None, each.code):
            click.echo(f"{each.code:20} {each.title}")
        if out and code == each.code:
            out.mkdir(parents=True, exist_ok=True)
            (out / "survey.json").write_bytes(each.document)
            (out / "about.yaml").write_text(each.about)


@command.command("draft")
@click.argument("code")
@click.option("--document", type=FILE, required=True, help="survey.json, kept byte for byte")
@click.option("--about", type=FILE, required=True, help="about.yaml: owner, decision, capacity, report-back date ...")
@click.option("--title", default="", help="title of a new survey")
@click.option("--unit", "unit_code", default="", help="unit of a new survey (default: the company)")
@house.by_option
def draft(code: str, document: Path, about: Path, title: str, unit_code: str, by_email: str | None) -> None:
    """Keep both files as the draft of survey CODE, which is created when it is new."""
    at = house.start()
    from heedful.domain.organisation import queries as organisation
    from heedful.domain.surveys import operations, queries
    from heedful.foundation.access import Permission
    from heedful.foundation.errors import NotFound

    by = house.acting(by_email, at)
    unit = organisation.unit(unit_code) if unit_code else organisation.root_unit()
    by.require(Permission.AUTHOR_SURVEYS, unit.id)
    try:
        survey = queries.survey_by_code(code)
    except NotFound:
        survey = operations.create_survey(code=code, title=title or code, unit_id=unit.id, by=by, at=at)
    kept = operations.save_draft(
        survey=survey.id, document=document.read_bytes(), about=about.read_text(), by=by, at=at
    )
    click.echo(f"{code} version {kept.number}: draft, sha256 {kept.sha256}")


def _move(code: str, number: int, verb: str, by_email: str | None) -> None:
    at = house.start()
    from heedful.domain.surveys import operations, queries
    from heedful.foundation.access import Permission
    from heedful.foundation.errors import NotFound

    by, survey = house.acting(by_email, at), queries.survey_by_code(code)
    by.require(Permission.PUBLISH_SURVEYS, survey.unit_id)
    found = queries.versions(survey.id).filter(number=number).first()
    if found is None:
        raise NotFound("the survey has no such version", field="number", value=number)
    verbs = {"publish": operations.publish, "open": operations.open_collecting, "close": operations.close}
    moved = verbs[verb](version=found.id, by=by, at=at)
    click.echo(f"{code} version {moved.number}: {moved.state}")


@command.command("publish")
@click.argument("code")
@click.argument("number", type=int)
@house.by_option
def publish(code: str, number: int, by_email: str | None) -> None:
    """Freeze a draft; the ask-gate and the lint must let it pass."""
    _move(code, number, "publish", by_email)


@command.command("open")
@click.argument("code")
@click.argument("number", type=int)
@house.by_option
def open_(code: str, number: int, by_email: str | None) -> None:
    """Take answers with this version."""
    _move(code, number, "open", by_email)


@command.command("invite")
@click.argument("code")
@click.argument("contacts", type=click.File(encoding="utf-8"))
@click.option("--leaves", type=click.DateTime(["%Y-%m-%d"]), help="plan for this day (default: now)")
@house.by_option
def invite(code: str, contacts: TextIO, leaves: datetime | None, by_email: str | None) -> None:
    """Invite the CONTACTS of a file to survey CODE: references of the source system, one a line."""
    at = house.start()
    from heedful.domain.surveys import queries
    from heedful.foundation.access import Permission
    from heedful.foundation.days import zone
    from heedful.workflows import asking

    by, survey = house.acting(by_email, at), queries.survey_by_code(code)
    by.require(Permission.PUBLISH_SURVEYS, survey.unit_id)
    references, later = contacts.read().splitlines(), leaves.replace(tzinfo=zone()) if leaves else None
    invited = asking.invite(survey=survey.id, references=references, leaves_at=later, by=by, at=at)
    click.echo(f"{len(invited.planned)} planned")
    for reason, count in invited.skipped.items():
        click.echo(f"{count} left out: {reason}")


@command.command("close")
@click.argument("code")
@click.argument("number", type=int)
@house.by_option
def close(code: str, number: int, by_email: str | None) -> None:
    """Take no more answers."""
    _move(code, number, "close", by_email)
