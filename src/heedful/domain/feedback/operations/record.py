"""Recording a submission once, whatever the source repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from heedful.domain.feedback.enums import FieldType, Kind, Outcome, Status, Validated
from heedful.domain.feedback.models import TENANT, Record, Replaced, Submission
from heedful.domain.feedback.rules import (
    FeedbackRefused,
    RecordInput,
    canonical,
    check_record,
    check_text,
    content_hash,
)
from heedful.domain.feedback.rules.records import FIRST_DAY, LAST_DAY, MAX_ID, MAX_TEXT, SCORED
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.warehouse import dirty

TEXTS = {
    "submission_id": MAX_ID,
    "channel": 32,
    "source_type": MAX_ID,
    "source_id": MAX_ID,
    "source_name": MAX_ID,
    "body": MAX_TEXT,
    "about": 2_048,
    "wanted": MAX_TEXT,
    "language": 10,
    "sender_name": 200,
    "sender_address": 254,
    "consent": 40,
}
REQUIRED = frozenset({"submission_id", "channel", "source_type"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """A submission as it stands after recording, and what recording did."""

    id: UUID
    submission_id: str
    kind: Kind
    outcome: Outcome
    status: Status
    scores: tuple[RecordInput, ...]
    account_id: UUID | None
    contact_id: UUID | None
    unit_id: UUID | None
    touchpoint_id: UUID | None
    interaction_id: UUID | None
    colleague_id: UUID | None
    body: str


@transaction.atomic
def record(
    *,
    kind: Kind,
    channel: str,
    submission_id: str,
    by: Actor,
    at: datetime,
    records: Sequence[RecordInput] = (),
    source_type: str = "form",
    source_id: str = "",
    source_name: str = "",
    account_id: UUID | None = None,
    contact_id: UUID | None = None,
    unit_id: UUID | None = None,
    touchpoint_id: UUID | None = None,
    interaction_id: UUID | None = None,
    colleague_id: UUID | None = None,
    response_id: UUID | None = None,
    version_id: UUID | None = None,
    sender_name: str = "",
    sender_address: str = "",
    body: str = "",
    about: str = "",
    wanted: str = "",
    language: str = "",
    experienced_at: datetime | None = None,
    collected_at: datetime | None = None,
    status: Status = Status.FINAL,
    validated: Validated = Validated.STRUCTURE,
    consent: str = "",
    contact_permission: bool | None = None,
) -> tuple[Recorded, bool]:
    """Record a submission and its fields; return it and whether it is new.

    The same submission_id with the same content changes nothing; with other content the old content moves to the
    history and the new takes its place. Raise FeedbackRefused naming field, value and remedy.
    """
    fields: dict[str, Any] = {
        name: value for name, value in locals().items() if name not in {"by", "at", "records", "fields"}
    }
    fields["collected_at"] = collected_at or at
    fields["experienced_at"] = experienced_at or fields["collected_at"]
    _check(fields, records)
    content = {**fields, "records": [asdict(one) for one in records]}
    fields["content_hash"] = content_hash(content)
    known = Submission.objects.filter(tenant_id=TENANT, submission_id=submission_id).first()
    if known is None:
        try:
            with transaction.atomic():
                row = Submission.objects.create(recorded_at=at, **fields)
                _insert(row, records)
        except IntegrityError:
            # Two at once: the other's row counts; any other broken constraint shows itself on reading nothing.
            known = Submission.objects.get(tenant_id=TENANT, submission_id=submission_id)
        else:
            _audit(row, "recorded", by, at)
            return _recorded(row, records, Outcome.NEW), True
    if known.content_hash == fields["content_hash"]:
        return _recorded(known, records, Outcome.SAME), False
    _replace(known, fields, records, by, at)
    return _recorded(known, records, Outcome.CHANGED), False


def _check(fields: Mapping[str, Any], records: Sequence[RecordInput]) -> None:
    if fields["kind"] not in set(Kind):
        raise FeedbackRefused("not a kind of feedback", field="kind", value=fields["kind"], fix=", ".join(Kind))
    for name, limit in TEXTS.items():
        check_text(name, fields[name], limit, required=name in REQUIRED)
    for name in ("experienced_at", "collected_at"):
        if not FIRST_DAY <= fields[name].date() <= LAST_DAY:
            raise FeedbackRefused("not within 1970 and 2080", field=name, value=fields[name], fix="check the year")
    if fields["kind"] != Kind.ANSWER and not fields["body"].strip():
        raise FeedbackRefused("there are no words", field="body", fix="say what happened")
    seen = set()
    for one in records:
        check_record(one)
        if one.field_id in seen:
            raise FeedbackRefused("the field is there twice", field=one.field_id, fix="send each field once")
        seen.add(one.field_id)


def _insert(row: Submission, records: Sequence[RecordInput]) -> None:
    rows = [
        Record(
            submission=row,
            field_id=one.field_id,
            field_type=one.field_type,
            field_label=one.field_label,
            field_group_id=one.group_id,
            field_group_label=one.group_label,
            value_id=one.value_id,
            value_text=one.text,
            value_number=one.number,
            value_boolean=one.boolean,
            value_date=one.day,
            scale_low=one.low,
            scale_high=one.high,
            metadata=dict(one.metadata),
        )
        for one in records
    ]
    Record.objects.bulk_create(rows)
    dirty.mark("answers", [new.id for new in rows if new.field_type in SCORED])


def _replace(row: Submission, fields: dict[str, Any], records: Sequence[RecordInput], by: Actor, at: datetime) -> None:
    old = list(Record.objects.filter(submission=row).order_by("id").values())
    said = {name: getattr(row, name) for name in fields}
    content = canonical({**said, "records": old})
    Replaced.objects.create(submission=row, content=content, content_hash=row.content_hash, at=at)
    Record.objects.filter(submission=row).delete()
    dirty.mark("answers", [one["id"] for one in old if one["field_type"] in SCORED])
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    _insert(row, records)
    _audit(row, "replaced", by, at)


def _audit(row: Submission, what: str, by: Actor, at: datetime) -> None:
    data = {"kind": row.kind, "unit": row.unit_id, "hash": row.content_hash}
    audit.record(by=by, at=at, action=f"feedback.{what}", entity="feedback", entity_id=row.id, data=data)


def _recorded(row: Submission, records: Sequence[RecordInput], outcome: Outcome) -> Recorded:
    return Recorded(
        id=row.id,
        submission_id=row.submission_id,
        kind=Kind(row.kind),
        outcome=outcome,
        status=Status(row.status),
        scores=tuple(one for one in records if FieldType(one.field_type) in SCORED),
        account_id=row.account_id,
        contact_id=row.contact_id,
        unit_id=row.unit_id,
        touchpoint_id=row.touchpoint_id,
        interaction_id=row.interaction_id,
        colleague_id=row.colleague_id,
        body=row.body,
    )
