"""Recording submissions once, whatever the source repeats: one at a time, or many in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from heedful.domain.feedback.enums import FieldType, Kind, Outcome, Status, Validated
from heedful.domain.feedback.models import TENANT, Record, Replaced, Submission
from heedful.domain.feedback.rules import RecordInput, SubmissionInput, canonical, check_submission
from heedful.domain.feedback.rules.records import SCORED
from heedful.foundation import bulk
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.warehouse import dirty


class Details(TypedDict, total=False):
    """What may be known of feedback beside what was said, by whom and where: fields of SubmissionInput."""

    about: str
    wanted: str
    language: str
    records: Sequence[RecordInput]
    source_type: str
    source_id: str
    source_name: str
    touchpoint_id: UUID | None
    interaction_id: UUID | None
    colleague_id: UUID | None
    contact_permission: bool | None
    consent: str
    validated: Validated
    experienced_at: datetime | None
    collected_at: datetime | None


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


def record(*, by: Actor, at: datetime, **told: Any) -> tuple[Recorded, bool]:
    """Record one submission, given by the fields of SubmissionInput; return it and whether it is new.

    The same submission_id with the same content changes nothing; with other content the old content moves to the
    history and the new takes its place. collected_at defaults to `at`, experienced_at to collected_at. Raise
    FeedbackRefused naming field, value and remedy.
    """
    return record_one(told=SubmissionInput(**told), by=by, at=at)


@transaction.atomic
def record_one(*, told: SubmissionInput, by: Actor, at: datetime) -> tuple[Recorded, bool]:
    """Record one submission; see `record`."""
    check_submission(told)
    new = _row(told, at)
    if bulk.insert_new(new):
        _insert_records([(new, told)])
        _audit(new, "recorded", by, at)
        return _recorded(new, told, Outcome.NEW), True
    # Told before, or by two at once: the other's row counts. Any other taken key shows itself by finding no row.
    known = Submission.objects.get(tenant_id=TENANT, submission_id=told.submission_id)
    return _recorded(known, told, _tell_again(known, told, by, at)), False


@transaction.atomic
def record_many(*, told: Sequence[SubmissionInput], by: Actor, at: datetime) -> list[Recorded]:
    """Record many submissions in few statements and return each as recorded, in their order.

    For imports: one audit row for all the new ones. A submission_id that comes twice is told again by its second.
    Raise FeedbackRefused at the first bad one, and nothing is written.
    """
    done: dict[int, Recorded] = {}
    waiting = list(enumerate(check_submission(one) for one in told))
    while waiting:
        firsts: dict[str, tuple[int, SubmissionInput]] = {}
        again = []
        for number, one in waiting:
            if one.submission_id in firsts:
                again.append((number, one))
            else:
                firsts[one.submission_id] = (number, one)
        done |= _record_distinct(list(firsts.values()), by, at)
        waiting = again
    return [done[number] for number in range(len(told))]


def _record_distinct(numbered: list[tuple[int, SubmissionInput]], by: Actor, at: datetime) -> dict[int, Recorded]:
    ids = [one.submission_id for _, one in numbered]
    rows = Submission.objects.filter(tenant_id=TENANT, submission_id__in=ids)
    known = {row.submission_id: row for row in rows}
    new = [(number, one) for number, one in numbered if one.submission_id not in known]
    added = _insert([one for _, one in new], at) if new else []
    done = {number: _recorded(row, one, Outcome.NEW) for row, (number, one) in zip(added, new, strict=True)}
    if new:
        data = {"n": len(new), "source": new[0][1].source_type}
        audit.record(by=by, at=at, action="feedback.imported", entity="feedback", entity_id="", data=data)
    for number, one in numbered:
        if one.submission_id in known:
            row = known[one.submission_id]
            done[number] = _recorded(row, one, _tell_again(row, one, by, at))
    return done


def _tell_again(known: Submission, told: SubmissionInput, by: Actor, at: datetime) -> Outcome:
    if known.content_hash == told.content_hash():
        return Outcome.SAME
    old = list(Record.objects.filter(submission=known).order_by("id").values())
    said = {name: getattr(known, name) for name in told.fields()}
    content = canonical({**said, "records": old})
    Replaced.objects.create(submission=known, content=content, content_hash=known.content_hash, at=at)
    Record.objects.filter(submission=known).delete()
    dirty.mark("answers", [one["id"] for one in old if one["field_type"] in SCORED])
    for name, value in told.stored(at).items():
        setattr(known, name, value)
    known.content_hash = told.content_hash()
    known.save()
    _insert_records([(known, told)])
    _audit(known, "replaced", by, at)
    return Outcome.CHANGED


def _insert(told: Sequence[SubmissionInput], at: datetime) -> list[Submission]:
    rows = [_row(one, at) for one in told]
    bulk.insert(rows)
    _insert_records(list(zip(rows, told, strict=True)))
    return rows


def _row(told: SubmissionInput, at: datetime) -> Submission:
    return Submission(recorded_at=at, content_hash=told.content_hash(), **told.stored(at))


def _insert_records(pairs: Sequence[tuple[Submission, SubmissionInput]]) -> None:
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
        for row, told in pairs
        for one in told.records
    ]
    bulk.insert(rows)
    dirty.mark("answers", [new.id for new in rows if new.field_type in SCORED])


def _audit(row: Submission, what: str, by: Actor, at: datetime) -> None:
    data = {"kind": row.kind, "unit": row.unit_id, "hash": row.content_hash}
    audit.record(by=by, at=at, action=f"feedback.{what}", entity="feedback", entity_id=row.id, data=data)


def _recorded(row: Submission, told: SubmissionInput, outcome: Outcome) -> Recorded:
    return Recorded(
        id=row.id,
        submission_id=row.submission_id,
        kind=Kind(row.kind),
        outcome=outcome,
        status=Status(row.status),
        scores=tuple(one for one in told.records if FieldType(one.field_type) in SCORED),
        account_id=row.account_id,
        contact_id=row.contact_id,
        unit_id=row.unit_id,
        touchpoint_id=row.touchpoint_id,
        interaction_id=row.interaction_id,
        colleague_id=row.colleague_id,
        body=row.body,
    )
