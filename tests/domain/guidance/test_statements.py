"""What channels are for and who answers for what: the gaps and how they reconcile."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from heedful.domain.feedback.enums import Kind
from heedful.domain.guidance import operations, queries
from heedful.domain.guidance.models import ChannelPurpose, Responsibility
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Channel, Measure
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.warehouse.refresh import refresh
from heedful.workflows import inner_loop
from tests.factories.company import Company
from tests.factories.journeys import contacts

DAY = timedelta(days=1)


@pytest.mark.feature("ST-4")
def test_a_department_without_an_outcome_is_a_gap_and_the_count_reconciles_with_the_tree(
    company: Company, now: datetime
) -> None:
    leader, day = company.actor("leader"), now.date()

    def gaps() -> list[str]:
        found = queries.departments(leader, day)
        tree = [row.unit for row in organisation.tree(day) if row.unit.kind == UnitKind.DEPARTMENT]
        assert sorted(each.unit_id for each in found) == sorted(unit.id for unit in tree)
        return [each.unit for each in found if not each.outcomes]

    assert gaps() == ["Mombasa", "Nairobi"]
    common: dict[str, Any] = {"owner_id": company.people["north-lead"], "by": leader, "at": now}
    told = {"unit_id": company.units["north"], "outcome": "Parcels arrive on the promised day"}
    made = operations.take_responsibility(**told, measure="delivered_on_time", **common)
    assert gaps() == ["Nairobi"]
    with pytest.raises(Refused, match="already"):
        operations.take_responsibility(**told, **common)
    for wrong in ({"unit_id": company.units["north-desk"]}, {"unit_id": company.units["courier"]}, {"outcome": " "}):
        with pytest.raises(Refused):
            operations.take_responsibility(**{**told, **wrong}, **common)
    for name in ("north-lead", "analyst"):
        with pytest.raises(Denied):
            operations.take_responsibility(**told, **{**common, "by": company.actor(name)})
        with pytest.raises(NotFound):
            operations.end_responsibility(responsibility_id=made.id, by=company.actor(name), at=now)
    operations.end_responsibility(responsibility_id=made.id, by=leader, at=now)
    assert gaps() == ["Mombasa", "Nairobi"] and Responsibility.objects.get().until == day
    operations.take_responsibility(**told, **common)
    assert gaps() == ["Nairobi"]
    with pytest.raises(Denied):
        queries.departments(company.actor("partner"), day)


@pytest.mark.feature("ST-8")
def test_a_channel_that_receives_feedback_without_purpose_owner_or_standard_is_a_gap(
    company: Company, now: datetime
) -> None:
    leader = company.actor("leader")
    journeys.publish_standard(
        code="once", name="Once", touchpoint="call", measure=Measure.FIRST_CONTACT, limit=0, share=90,
        owner_id=company.people["leader"], why="asked for", by=SYSTEM, at=now,
    )  # fmt: skip
    for number, (channel, days) in enumerate([("social", 3), ("social", 4), ("web", 5), ("letter", 500), ("chat", 2)]):
        inner_loop.receive_feedback(
            kind=Kind.COMPLIMENT, channel=channel, body="Thank you", submission_id=str(number),
            unit_id=company.units["north-desk"], by=CUSTOMER, at=now - days * DAY,
        )  # fmt: skip
    contacts(company, [{"touchpoint": "call", "channel": Channel.PHONE, "started_at": now - DAY}], now)
    refresh(at=now)

    def found() -> dict[str, queries.ChannelLine]:
        return {each.channel: each for each in queries.channels(leader, now + DAY)}

    nothing = ["no purpose", "nobody it is for", "no owner", "no standard"]
    assert {name: each.gaps for name, each in found().items()} == dict.fromkeys(
        ["chat", "phone", "social", "web"], nothing
    )
    assert (found()["social"].feedback, found()["phone"].contacts) == (2, 1)
    whole: dict[str, Any] = {
        "why": "Neighbours ask in public", "for_whom": "tenants", "owner_id": company.people["leader"],
        "standard": "once", "by": leader,
    }  # fmt: skip
    operations.state_purpose(channel=Channel.SOCIAL, **whole, at=now)
    operations.state_purpose(channel=Channel.WEB, **{**whole, "owner_id": None}, at=now)
    operations.state_purpose(channel=Channel.CHAT, **{**whole, "standard": "", "why": " "}, at=now)
    operations.state_purpose(channel=Channel.LETTER, by=leader, at=now)
    assert {name: each.gaps for name, each in found().items()} == {
        "chat": ["no purpose", "no standard"], "letter": [], "phone": nothing, "social": [], "web": ["no owner"],
    }  # fmt: skip
    assert [bool(each.gaps) for each in queries.channels(leader, now + DAY)] == [True, True, True, False, False]
    with pytest.raises(Refused, match="no such channel"):
        operations.state_purpose(channel="pigeon", **whole, at=now)
    inner_loop.receive_feedback(
        kind=Kind.COMPLIMENT, channel="pigeon", body="Thank you", submission_id="coo",
        unit_id=company.units["north-desk"], by=CUSTOMER, at=now - DAY,
    )  # fmt: skip
    assert found()["pigeon"].gaps == nothing
    operations.state_purpose(channel="pigeon", **whole, at=now)
    assert found()["pigeon"].gaps == []
    journeys.end_standard(code="once", by=SYSTEM, at=now + timedelta(minutes=5))
    assert found()["pigeon"].gaps == ["no standard"], "a standard that has ended is none"
    journeys.publish_standard(
        code="once", name="Once", touchpoint="call", measure=Measure.FIRST_CONTACT, limit=0, share=90,
        owner_id=company.people["leader"], why="asked for", by=SYSTEM, at=now + timedelta(minutes=10),
    )  # fmt: skip
    with pytest.raises(Refused, match="later statement"):
        operations.state_purpose(channel=Channel.WEB, **whole, at=now)
    operations.state_purpose(channel=Channel.WEB, **whole, at=now + timedelta(hours=1))
    assert found()["web"].gaps == [] and ChannelPurpose.objects.filter(channel="web").count() == 2
    with pytest.raises(Denied):
        operations.state_purpose(channel=Channel.WEB, **{**whole, "by": company.actor("north-lead")}, at=now + DAY)
