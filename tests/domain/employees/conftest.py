"""Answers that name a colleague."""

from datetime import datetime
from uuid import UUID

from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.rules import RecordInput
from heedful.foundation.access import SYSTEM
from tests.factories.company import Company


def answers(
    company: Company,
    name: str,
    *,
    bad: int,
    good: int,
    at: datetime,
    unit: str = "north-desk",
    person: UUID | None = None,
) -> list[UUID]:
    """Record survey answers about a colleague: 2 with words, and 9 of 10; return the ids of the bad ones."""
    found = []
    for number in range(bad + good):
        score = 2.0 if number < bad else 9.0
        recorded, _ = feedback.record(
            kind=Kind.ANSWER, channel="email", submission_id=f"{name}:{at:%j%H}:{number}",
            source_type="survey", unit_id=company.units["north-desk"], colleague_id=person or company.people[name],
            body=f"{name} did not listen ({number})" if number < bad else "", collected_at=at,
            records=[RecordInput(field_id="nps", field_type="nps", number=score, low=0, high=10)], by=SYSTEM, at=at,
        )  # fmt: skip
        if number < bad:
            found.append(recorded.id)
    return found
