"""`heedful case`: the inner loop."""

import json
from typing import Any

import click

from heedful.interfaces.cli import house


@click.group("case")
def command() -> None:
    """List and show cases, and take a step on one."""


@command.command("list")
@click.option("--status", default="open", help="open, closed, all or a state")
@click.option("--words", default="", help="words or a reference to look for")
@click.option("--most", type=click.IntRange(1, 1_000), default=50, help="how many (default 50)")
@house.by_option
def list_cases(status: str, words: str, most: int, by_email: str | None) -> None:
    """List the cases in sight, what is due next first."""
    at = house.start()
    from heedful.domain.cases import queries

    filters = queries.Filters(status=status, words=words)
    page = queries.queue(house.acting(by_email, at), filters, at=at, limit=most)
    for row in page.rows:
        click.echo("  ".join(str(row.cells[name]) for name in ("reference", "kind", "state", "owner", "subject")))
    click.echo(f"{len(page.rows)} of {page.total}", err=True)


@command.command("show")
@click.argument("reference")
@house.by_option
def show(reference: str, by_email: str | None) -> None:
    """Print a case with its clocks, its steps and what happened, one JSON object."""
    at = house.start()
    from heedful.domain.cases import queries
    from heedful.domain.cases.rules.recovery import GUIDE

    by = house.acting(by_email, at)
    found = queries.case_detail(by, queries.case_by_reference(by, reference).id, at=at)
    steps = found.episode.steps.all()
    told = {
        "reference": found.case.reference,
        "kind": found.case.kind,
        "state": found.case.state,
        "subject": found.case.subject,
        "owner": found.case.owner.name if found.case.owner else None,
        "clocks": [
            {"kind": view.clock.kind, "state": view.reading.state, "result": view.reading.result, "due": view.due_at}
            for view in found.clocks
        ],
        "steps": [{"step": step.step, "by": step.author, "evidence": step.evidence} for step in steps],
        "escalations": [
            {"cause": each.cause, "level": each.level} for each in found.episode.escalations.order_by("at", "id")
        ],
        "missing_steps": [step.value for step in found.missing_steps],
        "guide": {step.value: words for step, words in GUIDE.items()},
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))


VERBS: dict[str, tuple[str, dict[str, str]]] = {
    "acknowledge": ("acknowledge", {}),
    "take": ("take", {}),
    "begin": ("begin", {"text": "impact"}),
    "wait": ("wait", {"text": "why", "whom": "whom"}),
    "resume": ("resume", {}),
    "note": ("note", {"text": "body"}),
    "reply": ("reply", {"text": "body", "channel": "channel", "knowingly": "knowingly"}),
    "step": ("record_step", {"step": "step", "text": "evidence"}),
    "propose": ("propose", {"text": "answer", "findings": "findings", "knowingly": "knowingly"}),
    "accept": ("accept", {}),
    "refuse": ("refuse", {"text": "words"}),
    "rework": ("rework", {}),
    "close": (
        "close",
        {"outcome": "outcome", "text": "reason", "without_steps": "without_steps", "knowingly": "knowingly"},
    ),
    "reopen": ("reopen", {"text": "words"}),
    "withdraw": ("withdraw", {"text": "reason"}),
}
"""A verb, the operation it calls, and which option goes into which of its arguments."""


@command.command("do")
@click.argument("reference")
@click.argument("verb", type=click.Choice(list(VERBS)))
@click.option("--text", default="", help="impact, answer, evidence, reason or words: what the verb needs")
@click.option("--findings", default="", help="what the investigation found (propose)")
@click.option("--whom", default="customer", help="customer, partner or colleagues (wait)")
@click.option("--channel", default="email", help="by which way the customer was answered (reply)")
@click.option("--step", help="empathise, apologise, explain, resolve, ... (step)")
@click.option("--outcome", help="upheld, partly_upheld, not_upheld, ... (close)")
@click.option("--without-steps", default="", help="why there were no three steps (close)")
@click.option("--knowingly", is_flag=True, help="send the text although it holds a policy up as a shield")
@house.by_option
def do(reference: str, verb: str, step: str | None, outcome: str | None, by_email: str | None, **options: Any) -> None:
    """Take a step on the case REFERENCE; the table of states says which are possible."""
    at = house.start()
    from heedful.domain.cases import operations, queries
    from heedful.domain.cases.enums import Outcome, Step

    by = house.acting(by_email, at)
    if verb == "step" and not step:
        raise click.BadParameter("say which step of the guide", param_hint="--step")
    given = options | {
        "step": house.chosen(Step, step, "--step") if step else None,
        "outcome": house.chosen(Outcome, outcome, "--outcome") if outcome else None,
    }
    name, wanted = VERBS[verb]
    arguments = {argument: given[option] for option, argument in wanted.items()}
    case = queries.case_by_reference(by, reference)
    getattr(operations, name)(case_id=case.id, by=by, at=at, **arguments)
    click.echo(f"{case.reference}  {queries.find_case(by, case.id).state}")


@command.command("letter")
@click.argument("reference")
@click.argument("kind", type=click.Choice(["acknowledgement", "final_response"]))
@click.option("--out", type=click.Path(dir_okay=False, writable=True), required=True, help="file to write the PDF to")
@house.by_option
def letter(reference: str, kind: str, out: str, by_email: str | None) -> None:
    """Write a letter of the complaint REFERENCE as PDF."""
    at = house.start()
    from pathlib import Path

    from heedful.domain.cases import queries
    from heedful.domain.cases.enums import LetterKind
    from heedful.rendering.documents import letter_pdf

    by = house.acting(by_email, at)
    data = queries.letter_of(by, queries.case_by_reference(by, reference).id, LetterKind(kind), at=at)
    Path(out).write_bytes(letter_pdf(data, at=at))
    click.echo(out)
