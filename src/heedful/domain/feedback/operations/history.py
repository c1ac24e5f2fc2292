"""Loading feedback from before the installation: many submissions at once, checked like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heedful.domain.feedback.enums import Kind, Status, Validated
from heedful.domain.feedback.models import Record, Submission
from heedful.domain.feedback.rules import RecordInput, check_record, content_hash
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.ids import new_id
from heedful.warehouse import dirty

BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSubmission:
    """A submission of an earlier system, with the ids it has here."""

    submission_id: str
    kind: Kind
    channel: str
    source_type: str
    source_id: str
    collected_at: datetime
    experienced_at: datetime
    records: Sequence[RecordInput] = ()
    account_id: UUID | None = None
    contact_id: UUID | None = None
    unit_id: UUID | None = None
    touchpoint_id: UUID | None = None
    interaction_id: UUID | None = None
    version_id: UUID | None = None
    body: str = ""
    about: str = ""
    language: str = "en"


@transaction.atomic
def load_history(*, submissions: Sequence[PastSubmission], by: Actor, at: datetime) -> list[UUID]:
    """Load submissions that are not here yet and return their ids, in order.

    Refuses the first record that breaks its scale; a submission_id that is known already breaks the unique key and
    nothing of the batch is kept.
    """
    ids: list[UUID] = []
    for start in range(0, len(submissions), BATCH):
        rows, records = [], []
        for past in submissions[start : start + BATCH]:
            row = _row(past, at)
            rows.append(row)
            records += [_record(row["id"], check_record(one)) for one in past.records]
        bulk.load(Submission, rows)
        bulk.load(Record, records)
        ids += [row["id"] for row in rows]
    dirty.mark_all("answers")
    audit.record(
        by=by, at=at, action="feedback.history_loaded", entity="feedback", entity_id="", data={"submissions": len(ids)}
    )
    return ids


def _row(past: PastSubmission, at: datetime) -> dict[str, Any]:
    fields = {name: getattr(past, name) for name in PastSubmission.__slots__ if name != "records"}
    digest = content_hash({**fields, "records": [_plain(one) for one in past.records]})
    kept = {"id": new_id(), "recorded_at": at, "status": Status.FINAL, "validated": Validated.IMPORT}
    return {**fields, **kept, "content_hash": digest}


def _plain(one: RecordInput) -> dict[str, object]:
    return {name: getattr(one, name) for name in RecordInput.__slots__}


def _record(submission_id: UUID, one: RecordInput) -> dict[str, Any]:
    return {
        "submission_id": submission_id,
        "field_id": one.field_id,
        "field_type": one.field_type,
        "field_label": one.field_label,
        "value_id": one.value_id,
        "value_text": one.text,
        "value_number": one.number,
        "value_boolean": one.boolean,
        "value_date": one.day,
        "scale_low": one.low,
        "scale_high": one.high,
    }
