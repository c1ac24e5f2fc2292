"""A compliment reaches the colleague it names and their leader, and how quickly is known."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from heedful.domain.employees.models import Recognition
from heedful.domain.employees.operations import praise
from heedful.domain.employees.queries import praise as queries
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Denied, NotFound
from heedful.foundation.notify.models import Notice
from heedful.workflows import inner_loop
from tests.factories.company import Company

DAY = timedelta(days=1)


def thanked(company: Company, number: int, at: datetime, colleague: str = "", unit: str = "north-desk") -> UUID:
    return inner_loop.receive_feedback(
        kind=Kind.COMPLIMENT, channel="web", body=f"So kind ({number})", submission_id=f"thanks:{number}",
        unit_id=company.units[unit], colleague_id=company.people[colleague] if colleague else None, by=CUSTOMER, at=at,
    ).submission.id  # fmt: skip


@pytest.mark.feature("EM-7")
def test_praise_arrives_and_its_way_is_measured(company: Company, now: datetime) -> None:
    lead, agent = company.actor("north-lead"), company.actor("north-agent")
    thanked(company, 1, now, "north-agent")
    for person in (agent, lead):
        assert Notice.objects.filter(person_id=person.id, subject__contains="praise").count() == 1
    assert [each.submission.body for each in queries.own(agent)] == ["So kind (1)"]
    late = now + 4 * DAY
    feedback.record(
        kind=Kind.COMPLIMENT, channel="csv", submission_id="file:1", body="From a file", collected_at=now,
        unit_id=company.units["north-desk"], colleague_id=agent.id, by=SYSTEM, at=late,
    )  # fmt: skip
    assert praise.bring_up_to_date(at=late) == 1
    assert praise.bring_up_to_date(at=late) == 0, "once"
    nobody = thanked(company, 2, late - 6 * timedelta(hours=1))
    found = queries.delivery(lead, now - DAY, late + DAY)
    assert (found.received, found.delivered, found.in_time, found.share) == (3, 2, 1, pytest.approx(1 / 3))
    assert [each.id for each in queries.nameless(lead, now - DAY, late + DAY)] == [nobody]
    kept = praise.name_colleague(submission_id=nobody, person_id=company.people["north-agent-2"], by=lead, at=late)
    assert kept.named_by == lead.name
    found = queries.delivery(lead, now - DAY, late + DAY)
    assert (found.delivered, found.in_time, found.slowest) == (3, 2, 4 * DAY)
    assert found.median == timedelta(hours=6)
    assert queries.delivery(company.actor("south-lead"), now - DAY, late + DAY).received == 0


def test_only_who_coaches_there_says_whom_it_means(company: Company, now: datetime) -> None:
    nobody = thanked(company, 3, now)
    for who, refusal in (("south-lead", NotFound), ("north-agent", Denied)):
        with pytest.raises(refusal):
            praise.name_colleague(
                submission_id=nobody, person_id=company.people["north-agent"], by=company.actor(who), at=now
            )
    assert not Recognition.objects.exists()
    inner_loop.receive_feedback(
        kind=Kind.COMPLIMENT, channel="web", body="Old thanks", submission_id="old", history=True,
        unit_id=company.units["north-desk"], colleague_id=company.people["north-agent"], by=CUSTOMER, at=now,
    )  # fmt: skip
    assert not Notice.objects.filter(subject__contains="praise").exists()
