"""Feedback."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Schema, Status

from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Listed
from heedful.workflows import inner_loop

router = Router()


class Field(Schema):
    """One answered field, in the shape of a FeedbackRecord."""

    field_id: str
    field_type: str
    field_label: str = ""
    value_text: str | None = None
    value_number: float | None = None
    value_boolean: bool | None = None
    scale_low: int | None = None
    scale_high: int | None = None


class NewFeedback(Schema):
    """What a customer said. The same submission_id twice is one record."""

    submission_id: str
    kind: Kind
    body: str = ""
    about: str = ""
    wanted: str = ""
    channel: str = "api"
    name: str = ""
    email: str = ""
    contact: str = ""
    account: str = ""
    unit: UUID | None = None
    language: str = ""
    experienced_at: datetime | None = None
    collected_at: datetime | None = None
    contact_permission: bool | None = None
    fields: list[Field] = []


@router.get("", response=Listed, summary="The inbox, newest first")
def inbox(
    request: Asked,
    kind: Kind | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    before: datetime | None = None,
) -> Listed:
    """List what was said in words, within sight."""
    request.actor.require(Permission.SEE_FEEDBACK)
    rows = queries.inbox(request.actor, kind=kind)
    total = rows.count()
    if before:
        rows = rows.filter(collected_at__lt=before)
    found = list(rows[:limit])
    after = found[-1].collected_at.isoformat() if len(found) == limit else ""
    return Listed(items=[_told(each) for each in found], total=total, next=after)


@router.post("", response={201: dict[str, Any], 200: dict[str, Any]}, summary="Record feedback")
def record(request: Asked, body: NewFeedback) -> Status[dict[str, Any]]:
    """Record feedback once and open a case where it calls for one."""
    request.actor.require(Permission.RECORD_FEEDBACK, body.unit)
    if body.unit:
        organisation.find_unit(body.unit)
    contact = customers.contact_by_reference(body.contact) if body.contact else None
    account = customers.account_by_code(body.account) if body.account else None
    received = inner_loop.receive_feedback(
        kind=body.kind,
        channel=body.channel,
        body=body.body,
        about=body.about,
        wanted=body.wanted,
        name=body.name,
        email=body.email,
        contact_id=contact.id if contact else None,
        account_id=account.id if account else None,
        unit_id=body.unit,
        language=body.language,
        experienced_at=body.experienced_at,
        collected_at=body.collected_at,
        contact_permission=body.contact_permission,
        submission_id=body.submission_id,
        source_type="api",
        records=[_record(each) for each in body.fields],
        by=request.actor,
        at=timezone.now(),
    )
    followed = received.followed_up
    told = {"id": received.submission.id, "created": received.created, "outcome": received.submission.outcome}
    return Status(201 if received.created else 200, told | {"case": followed.reference if followed else ""})


@router.get("/{uuid:submission_id}", response=dict[str, Any], summary="One submission")
def one(request: Asked, submission_id: UUID) -> dict[str, Any]:
    """Show a submission in sight with its scores."""
    request.actor.require(Permission.SEE_FEEDBACK)
    found = queries.submission(submission_id, request.actor)
    scores = [
        {"field_id": s.question, "type": s.metric, "value": s.value, "low": s.low, "high": s.high}
        for s in queries.scores(found.id)
    ]
    return _told(found) | {"scores": scores}


def _record(each: Field) -> RecordInput:
    return RecordInput(
        field_id=each.field_id,
        field_type=each.field_type,
        field_label=each.field_label,
        text=each.value_text,
        number=each.value_number,
        boolean=each.value_boolean,
        low=each.scale_low,
        high=each.scale_high,
    )


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "submission_id": row.submission_id,
        "kind": row.kind,
        "channel": row.channel,
        "body": row.body,
        "about": row.about,
        "unit": row.unit_id,
        "account": row.account_id,
        "collected_at": row.collected_at,
        "status": row.status,
    }
