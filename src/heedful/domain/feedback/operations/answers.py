"""A response to a survey as feedback."""

from datetime import date, datetime
from uuid import UUID

from heedful.domain.feedback.enums import FieldType, Kind, Status, Validated
from heedful.domain.feedback.operations.record import Recorded, record
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.surveys.operations.responding import ReceivedResponse
from heedful.domain.surveys.rules.fields import AnsweredField
from heedful.foundation.access import Actor


def record_answers(
    *, received: ReceivedResponse, channel: str, by: Actor, at: datetime, colleague_id: UUID | None = None
) -> tuple[Recorded, bool]:
    """Record a received response: one record per answered field, under the response's own id."""
    return record(
        kind=Kind.ANSWER,
        channel=channel,
        submission_id=str(received.response_id),
        source_type="survey",
        source_id=received.survey_code,
        source_name=received.survey_title,
        records=[as_record(one) for one in received.fields],
        account_id=received.account_id,
        contact_id=received.contact_id,
        unit_id=received.unit_id,
        touchpoint_id=received.touchpoint_id,
        interaction_id=received.interaction_id,
        colleague_id=colleague_id,
        response_id=received.response_id,
        version_id=received.version_id,
        body=received.verbatim,
        language=received.language,
        experienced_at=received.experienced_at,
        collected_at=received.collected_at,
        status=Status.SUSPECT if received.suspect else Status(received.status),
        validated=Validated(received.validated),
        consent=received.consent,
        contact_permission=received.contact_permission,
        by=by,
        at=at,
    )


def as_record(answer: AnsweredField) -> RecordInput:
    """Turn an answered field into a record: numbers as numbers, choices by their id, days as days."""
    value = answer.value
    kind = FieldType(answer.field_type)
    day = _day(value) if kind is FieldType.DATE else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and kind is not FieldType.CATEGORICAL
    scored = kind in {FieldType.NPS, FieldType.CSAT, FieldType.CES, FieldType.RATING}
    return RecordInput(
        field_id=answer.field_id,
        field_type=kind,
        field_label=answer.label[:2_048],
        text=str(value)
        if kind in {FieldType.TEXT, FieldType.CATEGORICAL} or (kind is FieldType.DATE and not day)
        else None,
        number=float(value) if is_number else None,
        boolean=value if isinstance(value, bool) and kind is FieldType.BOOLEAN else None,
        day=day,
        value_id=str(value)[:255] if kind is FieldType.CATEGORICAL else "",
        group_id=answer.group_id,
        group_label=answer.group_label[:2_048],
        low=answer.low if scored else None,
        high=answer.high if scored else None,
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
