"""Interactions are recorded once per source and id; lateness compares calendar days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.operations import InteractionInput, Outcome
from heedful.domain.journeys.rules.lateness import days_late
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import NotFound, Refused
from tests.factories.company import Company


def told(company: Company, now: datetime) -> InteractionInput:
    return InteractionInput(
        source="shop",
        source_ref="O-1",
        account_id=company.accounts["A-1"],
        touchpoint_id=company.touchpoints["delivery"],
        unit_id=company.units["north-desk"],
        channel=Channel.DELIVERY,
        started_at=now,
        promised_at=now + timedelta(days=2),
    )


def test_the_same_interaction_twice_is_one_and_a_changed_one_replaces(company: Company, now: datetime) -> None:
    one = told(company, now)
    first, new = operations.record_interaction(told=one, by=SYSTEM, at=now)
    again, same = operations.record_interaction(told=one, by=SYSTEM, at=now)
    third, changed = operations.record_interaction(told=replace(one, actual_at=now), by=SYSTEM, at=now)
    assert (new, same, changed) == (Outcome.NEW, Outcome.SAME, Outcome.CHANGED)
    assert first == again == third
    row = queries.interaction_by_source("shop", "O-1")
    assert row is not None and row.actual_at == now
    assert [i.id for i in queries.recent_of_account(company.accounts["A-1"])] == [first]


def test_times_out_of_order_are_refused(company: Company, now: datetime) -> None:
    with pytest.raises(Refused, match="ended_at"):
        operations.record_interaction(
            told=replace(told(company, now), ended_at=now - timedelta(hours=1)), by=SYSTEM, at=now
        )


def test_an_actor_sees_the_interactions_of_its_units(company: Company, now: datetime) -> None:
    operations.record_interaction(told=told(company, now), by=SYSTEM, at=now)
    assert queries.visible_to(company.actor("north-agent")).count() == 1
    assert queries.visible_to(company.actor("south-agent")).count() == 0


def test_an_unknown_touchpoint_is_named(company: Company) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        queries.touchpoint("nowhere")


def test_an_undelivered_order_is_not_on_time() -> None:
    day = datetime(2018, 5, 4, 0, 0, tzinfo=UTC)
    assert days_late(day, day.replace(hour=23)) == 0
    assert days_late(day, day - timedelta(hours=1)) == -1
    assert days_late(day, None) is None
    assert days_late(None, day) is None
