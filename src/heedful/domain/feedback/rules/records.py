"""The limits of one record, and the hash that tells whether a submission has changed."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from heedful.domain.feedback.enums import FieldType
from heedful.foundation.errors import Refused

MAX_ID = 255
MAX_LABEL = 2_048
MAX_TEXT = 30_000
MAX_NUMBER = 1e15
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2080, 12, 31)
SCALES = {FieldType.NPS: ((0, 10),), FieldType.CSAT: ((1, 5),), FieldType.CES: ((1, 7), (1, 5))}
SCORED = frozenset({FieldType.NPS, FieldType.CSAT, FieldType.CES, FieldType.RATING})
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class FeedbackRefused(Refused):
    """A submission breaks the shape of a record: names the field, the value and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInput:
    """One answered field. Scored types need number and a declared scale (low, high)."""

    field_id: str
    field_type: str
    field_label: str = ""
    text: str | None = None
    number: float | None = None
    boolean: bool | None = None
    day: date | None = None
    value_id: str = ""
    group_id: str = ""
    group_label: str = ""
    low: int | None = None
    high: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def metric(self) -> str:
        """Return the metric this record feeds, which is its type."""
        return self.field_type

    @property
    def value(self) -> float:
        """Return the number, 0 where there is none; asked only of scored records."""
        return self.number if self.number is not None else 0.0

    def told(self) -> dict[str, Any]:
        """Return everything by name."""
        return {name: getattr(self, name) for name in RecordInput.__dataclass_fields__}


def hundredths(value: float) -> int:
    """Return a score as whole hundredths, so that engines add integers.

    >>> hundredths(6.5)
    650
    """
    return round(value * 100)


def check_text(name: str, value: str, limit: int, *, required: bool = False) -> str:
    """Return the text; raise FeedbackRefused when it is missing, too long or has control characters."""
    if required and not value.strip():
        raise FeedbackRefused("this must not be empty", field=name, fix="give a value")
    if len(value) > limit:
        message = f"{len(value)} characters; the limit is {limit}"
        raise FeedbackRefused(message, field=name, value=value[:40], fix="shorten it")
    if CONTROLS.search(value):
        shown = CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value)[:40]
        raise FeedbackRefused("it has control characters", field=name, value=shown, fix="remove invisible characters")
    return value


def check_record(record: RecordInput) -> RecordInput:
    """Return the record; raise FeedbackRefused naming the field that breaks a limit.

    >>> check_record(RecordInput(field_id="nps", field_type="nps", number=6.5, low=0, high=10)).number
    6.5
    """
    where = check_text("field_id", record.field_id, MAX_ID, required=True)
    if record.field_type not in set(FieldType):
        raise FeedbackRefused("not a type of field", field=where, value=record.field_type, fix=", ".join(FieldType))
    for name, limit in (
        ("group_id", MAX_ID),
        ("value_id", MAX_ID),
        ("field_label", MAX_LABEL),
        ("group_label", MAX_LABEL),
    ):
        check_text(f"{where}.{name}", getattr(record, name), limit)
    if record.text is not None:
        check_text(where, record.text, MAX_TEXT)
    if record.number is not None and not (math.isfinite(record.number) and abs(record.number) <= MAX_NUMBER):
        raise FeedbackRefused("not a number within 1e15", field=where, value=record.number, fix="give a finite number")
    if record.day is not None and not FIRST_DAY <= record.day <= LAST_DAY:
        raise FeedbackRefused(
            "the day is not within 1970 and 2080", field=where, value=record.day, fix="check the year"
        )
    if record.field_type in SCORED:
        _check_scale(record)
    return record


def _check_scale(record: RecordInput) -> None:
    if record.low is None or record.high is None or record.low >= record.high:
        raise FeedbackRefused("the scale is not declared", field=record.field_id, fix="declare it, such as 0 to 10")
    usual = SCALES.get(FieldType(record.field_type))
    if usual is not None and (record.low, record.high) not in usual:
        fix = "declare " + " or ".join(f"{low} to {high}" for low, high in usual)
        raise FeedbackRefused(
            f"{record.field_type} has another scale",
            field=record.field_id,
            value=f"{record.low}-{record.high}",
            fix=fix,
        )
    if record.number is None or not record.low <= record.number <= record.high:
        fix = f"give a number from {record.low} to {record.high}"
        raise FeedbackRefused("the score is not on its scale", field=record.field_id, value=record.number, fix=fix)


def canonical(content: Mapping[str, Any]) -> str:
    """Return one spelling of the content, whatever the order of its keys."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content.

    >>> content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    True
    """
    return sha256(canonical(content).encode()).hexdigest()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
