"""Cases."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import model_validator

from heedful.domain.cases import operations, queries
from heedful.domain.cases.enums import (
    CaseKind,
    Confirmation,
    LetterKind,
    Outcome,
    Priority,
    RedressKind,
    Severity,
    Step,
)
from heedful.domain.cases.rules.recovery import GUIDE
from heedful.domain.customers import queries as customers
from heedful.domain.journeys import queries as journeys
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Address, Asked, Body, Listed, Minor, Moment, Name, Short, Words
from heedful.rendering.documents import letter_pdf

router = Router()


class NewCase(Body):
    """A case opened by hand."""

    kind: CaseKind
    subject: Name
    words: Words = ""
    wanted: Words = ""
    channel: Short = "api"
    unit: UUID | None = None
    account: UUID | None = None
    contact: UUID | None = None
    touchpoint: UUID | None = None
    sender: Name = ""
    reply_to: Address = ""
    received_at: Moment | None = None


class Act(Body):
    """A step on a case: the verb, and what the verb needs."""

    verb: Literal[
        "acknowledge", "begin", "take", "assign", "note", "reply", "wait", "resume", "propose", "accept", "refuse",
        "rework", "close", "reopen", "withdraw", "step", "redress", "priority",
    ]  # fmt: skip
    text: Words = ""
    findings: Words = ""
    whom: Short = "customer"
    owner: UUID | None = None
    severity: Severity | None = None
    outcome: Outcome | None = None
    confirmation: Confirmation | None = None
    step: Step | None = None
    priority: Priority | None = None
    redress: RedressKind | None = None
    cost_minor: Minor = 0
    value_minor: Minor = 0
    currency: Short = ""
    channel: Short = "email"
    without_steps: Words = ""
    knowingly: bool = False

    @model_validator(mode="after")
    def _complete(self) -> "Act":
        needed = {"step": self.step, "priority": self.priority, "redress": self.redress}
        if self.verb in needed and needed[self.verb] is None:
            raise ValueError(f"{self.verb} is missing: say which")
        return self


@router.get("", response=Listed, summary="The queue, next due first")
def cases(
    request: Asked,
    status: str = "open",
    kind: str = "",
    unit: UUID | None = None,
    account: UUID | None = None,
    due: str = "",
    words: str = "",
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    after: str = "",
) -> Listed:
    """List the cases in sight."""
    request.actor.require(Permission.SEE_CASES)
    filters = queries.Filters(status=status, kind=kind, unit_id=unit, account_id=account, due=due, words=words)
    page = queries.queue(request.actor, filters, at=timezone.now(), limit=limit, after=after)
    items: list[dict[str, Any]] = [{"id": row.id, **row.cells} for row in page.rows]
    return Listed(items=items, total=page.total, next=page.next_cursor)


@router.post("", response={201: dict[str, Any]}, summary="Open a case by hand")
def new(request: Asked, body: NewCase) -> Status[dict[str, Any]]:
    """Open a case; clocks run from receipt."""
    at = timezone.now()
    if body.unit:
        organisation.find_unit(body.unit)
    account = customers.account(request.actor, body.account) if body.account else None
    contact = customers.seen_contact(request.actor, body.contact) if body.contact else None
    touchpoint = journeys.known_touchpoint(body.touchpoint) if body.touchpoint else None
    unit_id = organisation.find_unit(body.unit).id if body.unit else account.unit_id if account else None
    opened = operations.open_case(
        matter=operations.Matter(
            kind=body.kind,
            subject=body.subject,
            channel=body.channel,
            received_at=body.received_at or at,
            unit_id=unit_id,
            account_id=body.account,
            contact_id=contact.id if contact else None,
            touchpoint_id=touchpoint.id if touchpoint else None,
            sender=body.sender,
            reply_to=body.reply_to,
            words=body.words,
            wanted=body.wanted,
        ),
        segment=customers.segment_of(body.account),
        segment_weight=customers.segment_weight(body.account),
        by=request.actor,
        at=at,
    )
    return Status(201, {"id": opened.id, "reference": opened.reference, "state": opened.state})


@router.get("/{uuid:case_id}", response=dict[str, Any], summary="One case with its clocks and timeline")
def one(request: Asked, case_id: UUID) -> dict[str, Any]:
    """Show a case in sight."""
    found = queries.case_detail(request.actor, case_id, at=timezone.now())
    case = found.case
    clocks = [
        {
            "kind": v.clock.kind,
            "state": v.reading.state,
            "result": v.reading.result,
            "due_at": v.due_at,
            "elapsed_seconds": v.reading.elapsed,
        }
        for v in found.clocks
    ]
    return {
        "id": case.id,
        "reference": case.reference,
        "kind": case.kind,
        "state": case.state,
        "severity": case.severity,
        "priority": case.priority,
        "subject": case.subject,
        "owner": case.owner_id,
        "unit": case.unit_id,
        "account": case.account_id,
        "received_at": case.received_at,
        "closed_at": case.closed_at,
        "clocks": clocks,
        "steps": [{"step": step.step, "evidence": step.evidence, "at": step.at} for step in found.episode.steps.all()],
        "escalations": [
            {"cause": each.cause, "level": each.level, "people": each.people, "at": each.at}
            for each in found.episode.escalations.order_by("at", "id")
        ],
        "missing_steps": found.missing_steps,
        "guide": {step.value: words for step, words in GUIDE.items()},
    }


@router.get("/{uuid:case_id}/letters/{kind}", summary="A letter of a complaint as PDF")
def letter(request: Asked, case_id: UUID, kind: str) -> HttpResponse:
    """Send the `acknowledgement` or the `final_response`."""
    at = timezone.now()
    queries.find_case(request.actor, case_id)
    if kind not in set(LetterKind):
        raise NotFound("no such letter", field="kind", value=kind, fix=", ".join(LetterKind))
    data = queries.letter_of(request.actor, case_id, LetterKind(kind), at=at)
    return HttpResponse(letter_pdf(data, at=at), content_type="application/pdf")


@router.post("/{uuid:case_id}/acts", response=dict[str, Any], summary="Do something to a case")
def act(request: Asked, case_id: UUID, body: Act) -> dict[str, Any]:
    """Take one step; the table of states decides whether it is possible."""
    request.actor.require(Permission.WORK_CASES)
    common: dict[str, Any] = {"case_id": case_id, "by": request.actor, "at": timezone.now()}
    extra: dict[str, dict[str, Any]] = {
        "begin": {"severity": body.severity, "impact": body.text},
        "assign": {"owner_id": body.owner},
        "note": {"body": body.text},
        "reply": {"body": body.text, "channel": body.channel, "knowingly": body.knowingly},
        "wait": {"whom": body.whom, "why": body.text},
        "propose": {"answer": body.text, "findings": body.findings or body.text, "knowingly": body.knowingly},
        "accept": {"word": body.confirmation},
        "refuse": {"words": body.text},
        "close": {
            "outcome": body.outcome, "reason": body.text,
            "without_steps": body.without_steps, "knowingly": body.knowingly,
        },
        "reopen": {"words": body.text},
        "withdraw": {"reason": body.text},
        "step": {"step": body.step, "evidence": body.text},
        "priority": {"priority": body.priority, "reason": body.text},
        "redress": {
            "kind": body.redress, "currency": body.currency,
            "value_minor": body.value_minor, "cost_minor": body.cost_minor,
        },
    }  # fmt: skip
    names = {"step": "record_step", "redress": "record_redress", "priority": "change_priority"}
    getattr(operations, names.get(body.verb, body.verb))(**common, **extra.get(body.verb, {}))
    case = queries.find_case(request.actor, case_id)
    return {"id": case.id, "reference": case.reference, "state": case.state}
