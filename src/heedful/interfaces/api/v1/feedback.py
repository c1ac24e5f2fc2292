"""Feedback."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import StringConstraints

from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.foundation.errors import Refused
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Address, Asked, Body, Listed, Moment, Name, Short, Words
from heedful.workflows import inner_loop

router = Router()


class Field(Body):
    """One answered field, in the shape of a FeedbackRecord."""

    field_id: str
    field_type: str
    field_label: str = ""
    value_text: str | None = None
    value_number: float | None = None
    value_boolean: bool | None = None
    scale_low: int | None = None
    scale_high: int | None = None


class NewFeedback(Body):
    """What a customer said. The same submission_id twice from the same key is one record."""

    submission_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    kind: Kind
    body: Words = ""
    about: Annotated[str, StringConstraints(max_length=2_048)] = ""
    wanted: Words = ""
    channel: Short = "api"
    name: Name = ""
    email: Address = ""
    contact: Annotated[str, StringConstraints(max_length=128)] = ""
    account: Annotated[str, StringConstraints(max_length=64)] = ""
    unit: UUID | None = None
    language: Annotated[str, StringConstraints(max_length=10)] = ""
    experienced_at: Moment | None = None
    collected_at: Moment | None = None
    contact_permission: bool | None = None
    fields: list[Field] = []


@router.get("", response=Listed, summary="The inbox, newest first")
def inbox(
    request: Asked,
    kind: Kind | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    before: Moment | None = None,
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
    seen = customers.visible_contacts(request.actor)
    contact = seen.filter(reference=body.contact).first() if body.contact else None
    account = customers.visible_to(request.actor).filter(code=body.account).first() if body.account else None
    if body.contact and contact is None:
        raise Refused("no contact has this reference", field="contact", value=body.contact, fix="add the contact first")
    if body.account and account is None:
        raise Refused("no account has this code", field="account", value=body.account, fix="add the account first")
    served = contact.account if contact else account
    unit_id = organisation.find_unit(body.unit).id if body.unit else served.unit_id if served else None
    request.actor.require(Permission.RECORD_FEEDBACK, unit_id or organisation.root_id())
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
        unit_id=unit_id,
        language=body.language,
        experienced_at=body.experienced_at,
        collected_at=body.collected_at,
        contact_permission=body.contact_permission,
        submission_id=f"api:{request.actor.id}:{body.submission_id}",
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
