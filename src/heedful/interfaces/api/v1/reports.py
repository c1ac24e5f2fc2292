"""You said, we did: reports back to the customers whose words led to a change."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field, StringConstraints

from heedful.domain.followthrough import operations, queries
from heedful.domain.followthrough.enums import Subject
from heedful.domain.surveys import queries as surveys
from heedful.foundation.access import Permission
from heedful.foundation.errors import NotFound
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Code, Listed, Short
from heedful.workflows import reporting_back

router = Router()
Said = Annotated[str, StringConstraints(min_length=5, max_length=2_000)]


class NewReport(Body):
    """The words of a report, and the problem or decision it is about."""

    title: Annotated[str, StringConstraints(min_length=5, max_length=200)]
    you_said: Said
    we_did: Said
    unit: UUID
    subject: Subject = Subject.CHANGE
    subject_id: UUID | None = None


class NewVoices(Body):
    """Case numbers and feedback whose words led to the change."""

    cases: Annotated[list[Short], Field(max_length=5_000)] = []
    feedback: Annotated[list[UUID], Field(max_length=5_000)] = []


class Question(Body):
    """The survey to ask with, by its code."""

    survey: Code


@router.get("", response=Listed, summary="Reports back in sight, newest first")
def reports(
    request: Asked,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List reports with the number of voices behind each."""
    request.actor.require(Permission.SEE_FEEDBACK)
    rows = queries.reports(request.actor)
    total = rows.count()
    items = [_shown(each) for each in rows[offset : offset + limit]]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.post("", response={201: dict[str, Any]}, summary="Write a draft")
def write(request: Asked, body: NewReport) -> Status[dict[str, Any]]:
    """Write a draft; the cases of a problem are linked to it."""
    made = reporting_back.write(
        title=body.title,
        you_said=body.you_said,
        we_did=body.we_did,
        unit_id=body.unit,
        subject=body.subject,
        subject_id=body.subject_id,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": made})


@router.get("/{report_id}", response=dict[str, Any], summary="A report and whom it reached")
def report(request: Asked, report_id: UUID) -> dict[str, Any]:
    """Return the words, how many voices and people are behind them, and what became of each message."""
    request.actor.require(Permission.SEE_FEEDBACK)
    found = queries.report(request.actor, report_id)
    reach = queries.reach(found)
    lines = [{"contact": one.contact_id, "state": one.state, "why": one.why, "at": one.at} for one in reach.lines]
    told = {"voices": reach.voices, "people": reach.people, "nameless": reach.nameless, "messages": lines}
    return _shown(found) | told


@router.post("/{report_id}/voices", response=dict[str, Any], summary="Link the words that led to the change")
def voices(request: Asked, report_id: UUID, body: NewVoices) -> dict[str, Any]:
    """Link cases and feedback in sight to a draft."""
    added = reporting_back.add_words(
        report_id=report_id, references=body.cases, submissions=body.feedback, by=request.actor, at=timezone.now()
    )
    return {"added": added}


@router.post("/{report_id}/approve", response={204: None}, summary="Approve the words of somebody else")
def approve(request: Asked, report_id: UUID) -> Status[None]:
    """Approve a draft; a person does that, and not its author."""
    operations.approve_report(report_id=report_id, by=request.actor, at=timezone.now())
    return Status(204, None)


@router.post("/{report_id}/send", response=dict[str, Any], summary="Tell those whose words led to it")
def send(request: Asked, report_id: UUID) -> dict[str, Any]:
    """Send an approved report to its contributors, through the contact ledger."""
    return {"leaving": reporting_back.send(report_id=report_id, by=request.actor, at=timezone.now())}


@router.post("/{report_id}/reask", response={201: dict[str, Any]}, summary="Ask whether they felt it")
def reask(request: Asked, report_id: UUID, body: Question) -> Status[dict[str, Any]]:
    """Ask the contributors and others like them with a survey that collects; it counts against each one's cap."""
    request.actor.require(Permission.SEE_SURVEYS)
    found = surveys.collecting_now(request.actor).filter(code=body.survey).first()
    if found is None:
        raise NotFound("no survey with this code is collecting", field="survey", value=body.survey)
    asked = operations.reask(report_id=report_id, survey_id=found.id, by=request.actor, at=timezone.now())
    return Status(201, {"asked": asked})


@router.get("/{report_id}/felt", response=dict[str, Any], summary="Whether they felt it, with an interval")
def felt(request: Asked, report_id: UUID) -> dict[str, Any]:
    """Return the difference of contributors to others in points of 100; no interval below ten answers on a side."""
    request.actor.require(Permission.SEE_FEEDBACK)
    found = queries.felt(queries.report(request.actor, report_id))
    if found is None:
        raise NotFound("nobody was asked about this report", field="report", value=report_id)
    return {
        "survey": found.survey,
        "contributors": {"asked": found.contributors[0], "answered": found.contributors[1]},
        "others": {"asked": found.others[0], "answered": found.others[1]},
        "difference": found.finding.estimate if found.finding.low is not None else None,
        "low": found.finding.low,
        "high": found.finding.high,
        "n": found.finding.n_used,
        "sentence": found.sentence,
    }


def _shown(each: Any) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "you_said": each.you_said,
        "we_did": each.we_did,
        "unit": each.unit_id,
        "subject": each.subject,
        "subject_id": each.subject_id,
        "state": each.state,
        "author": each.author_id,
        "approver": each.approver_id,
        "sent_at": each.sent_at,
    }
