"""The limits of one submission: what a person sent at one time."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any
from uuid import UUID

from heedful.domain.feedback.enums import Kind, Status, Validated
from heedful.domain.feedback.rules.records import (
    FIRST_DAY,
    LAST_DAY,
    MAX_ID,
    MAX_TEXT,
    FeedbackRefused,
    RecordInput,
    check_record,
    check_text,
    content_hash,
)

TEXTS: Mapping[str, int] = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionInput:
    """One submission as its source tells it; times are aware, submission_id is the source's own id.

    Times that are not told are those of recording, and no part of the content: a retry a second later is the same.
    """

    kind: Kind
    channel: str
    submission_id: str
    collected_at: datetime | None = None
    experienced_at: datetime | None = None
    records: tuple[RecordInput, ...] | list[RecordInput] = ()
    source_type: str = "form"
    source_id: str = ""
    source_name: str = ""
    account_id: UUID | None = None
    contact_id: UUID | None = None
    unit_id: UUID | None = None
    touchpoint_id: UUID | None = None
    interaction_id: UUID | None = None
    colleague_id: UUID | None = None
    response_id: UUID | None = None
    version_id: UUID | None = None
    sender_name: str = ""
    sender_address: str = ""
    body: str = ""
    about: str = ""
    wanted: str = ""
    language: str = ""
    status: Status = Status.FINAL
    validated: Validated = Validated.STRUCTURE
    consent: str = ""
    contact_permission: bool | None = None

    def fields(self) -> dict[str, Any]:
        """Return everything but the records, by name."""
        return {one.name: getattr(self, one.name) for one in fields_of(self) if one.name != "records"}

    def stored(self, at: datetime) -> dict[str, Any]:
        """Return the fields as they are stored by a recording at `at`."""
        collected = self.collected_at or at
        return {**self.fields(), "collected_at": collected, "experienced_at": self.experienced_at or collected}

    def content_hash(self) -> str:
        """Return the hash of all that was told."""
        return content_hash({**self.fields(), "records": [one.told() for one in self.records]})


def check_submission(told: SubmissionInput) -> SubmissionInput:
    """Return the submission; raise FeedbackRefused naming the first field that breaks a limit."""
    if told.kind not in set(Kind):
        raise FeedbackRefused("not a kind of feedback", field="kind", value=told.kind, fix=", ".join(Kind))
    for name, limit in TEXTS.items():
        check_text(name, getattr(told, name), limit, required=name in REQUIRED)
    for name in ("experienced_at", "collected_at"):
        value = getattr(told, name)
        if value is not None and not FIRST_DAY <= value.date() <= LAST_DAY:
            raise FeedbackRefused("not within 1970 and 2080", field=name, value=value, fix="check the year")
    if told.kind != Kind.ANSWER and not told.body.strip():
        raise FeedbackRefused("there are no words", field="body", fix="say what happened")
    seen = set()
    for one in told.records:
        check_record(one)
        if one.field_id in seen:
            raise FeedbackRefused("the field is there twice", field=one.field_id, fix="send each field once")
        seen.add(one.field_id)
    return told
