"""The journey scorecard equals what was worked out by hand on a reference data set."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.journeys.enums import Channel
from heedful.domain.measurement import queries
from heedful.foundation.access import SYSTEM
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.journeys import contacts, mapped

SINCE, UNTIL = date(2026, 1, 1), date(2026, 2, 1)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: float) -> datetime:
    return JANUARY + timedelta(days=day)


def call(day: float, account: str = "A-1", **changes: Any) -> dict[str, Any]:
    return {"touchpoint": "call", "channel": Channel.PHONE, "started_at": at(day), "account": account, **changes}


def brought(day: float, account: str = "A-1", **changes: Any) -> dict[str, Any]:
    return {"touchpoint": "delivery", "started_at": at(day), "account": account, **changes}


REFERENCE = (
    # Passage 1, A-1: two calls (one repeat, one transfer, a change of channel), on after 2 days, delivered a day late.
    call(0, transfers=1, first_contact_resolved=False),
    call(1, channel=Channel.EMAIL, first_contact_resolved=True),
    brought(2, promised_at=at(3), actual_at=at(4), ended_at=at(4)),
    # Passage 2, A-1 again in the first stage on day 9: on after 1 day, delivered on the promised day.
    call(9, first_contact_resolved=True),
    brought(10, promised_at=at(12), actual_at=at(12), ended_at=at(12)),
    # Passage 3, A-2: calls and is never heard of again.
    call(5, "A-2"),
    # Passage 4, A-2 after 45 days of silence: began in February, so it is not of this window.
    call(50, "A-2"),
    # Passage 5 of A-1 begins on 30 January and has a contact on 10 March: it has not come to rest on 17 March.
    call(29.5),
    call(45),
    call(68),
    # Passage 6, A-2 in December, 31 days before passage 3: not of this window.
    call(-26, "A-2"),
)


CALLS, DELIVERIES = (5, 4, 4, 2, 1, 3), (5, 5, 5, 5, 5, 4, 3, 2)


def build(company: Company, now: datetime, deliveries: Sequence[int]) -> None:
    mapped(now)
    contacts(company, REFERENCE, now)
    rows = []
    for number, (place, score) in enumerate(
        [("call", score) for score in CALLS] + [("delivery", score) for score in deliveries]
    ):
        rows.append(
            PastSubmission(
                submission_id=f"past:{number}", kind=Kind.ANSWER, channel="email", source_type="survey", source_id="s",
                collected_at=at(7), experienced_at=at(6),
                records=[RecordInput(field_id="c", field_type="csat", number=float(score), low=1, high=5)],
                account_id=company.accounts["A-1"], unit_id=company.units["north-desk"],
                touchpoint_id=company.touchpoints[place],
            )
        )  # fmt: skip
    load_history(submissions=rows, by=SYSTEM, at=now)
    refresh(at=now)


def asked(company: Company, now: datetime, who: str = "leader", metric: str = "") -> queries.JourneyScorecard:
    return queries.journey_scorecard(
        code="order-to-door", actor=company.actor(who), since=SINCE, until=UNTIL, at=now, metric=metric
    )


@pytest.mark.feature("JO-7")
def test_the_scorecard_equals_the_hand_calculation(company: Company, now: datetime) -> None:
    build(company, now, DELIVERIES)
    card = asked(company, now)
    assert (card.rested, card.under_way, card.metric) == (3, 1, "csat")
    assert [line.stage.name for line in card.lines] == ["Order", "Bring"]
    values = [{name: (each.estimate, each.n) for name, each in line.figures.items()} for line in card.lines]
    assert values == [
        {
            "completion": (pytest.approx(200 / 3), 3),  # passages 1 and 2 of three
            "duration": (pytest.approx(36.0), 2),  # 48 and 24 hours
            "effort": (pytest.approx(1.0), 3),  # 3, 0 and 0 points
            "satisfaction": (pytest.approx(50.0), 6),  # 5, 4 and 4 of six
            "outcome": (pytest.approx(200 / 3), 3),  # one call was not resolved, of one nothing is known
        },
        {
            "completion": (pytest.approx(100.0), 2),
            "duration": (pytest.approx(48.0), 2),  # 48 and 48 hours
            "effort": (pytest.approx(0.25), 2),  # half a point for the day late, and 0
            "satisfaction": (pytest.approx(75.0), 8),
            "outcome": (pytest.approx(50.0), 2),
        },
    ]
    completion = card.lines[0].figures["completion"]
    assert (completion.low, completion.high) == (pytest.approx(20.77, abs=0.01), pytest.approx(93.85, abs=0.01))
    assert [record["stage"] for record in card.records()] == ["order", "bring"]


def test_too_few_answers_hide_satisfaction_and_what_would_reveal_it(company: Company, now: datetime) -> None:
    build(company, now, DELIVERIES[:3])
    card = asked(company, now)
    said = [line.figures["satisfaction"] for line in card.lines]
    assert all(each.hidden and each.n is None and each.estimate is None for each in said)
    assert card.lines[0].figures["completion"].n == 3, "our own work is shown"


def test_who_may_not_see_metrics_gets_no_satisfaction_and_only_own_units(company: Company, now: datetime) -> None:
    build(company, now, DELIVERIES)
    agent = asked(company, now, "north-agent")
    assert "satisfaction" not in agent.lines[0].figures and agent.rested == 3
    south = asked(company, now, "south-lead")
    assert (south.rested, south.under_way) == (0, 0)
    assert south.lines[0].figures["completion"].n == 0
    other = asked(company, now, metric="nps")
    assert (other.metric, other.lines[0].figures["satisfaction"].n) == ("nps", 0)
