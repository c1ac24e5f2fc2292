"""A source has so many, they come back in time, and nobody else pays."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heedful.foundation.limits import operations as limits
from heedful.foundation.limits.models import Bucket

AT = datetime(2026, 3, 17, 12, tzinfo=UTC)


def take(at: datetime, source: str = "192.0.2.7", most: int = 20) -> bool:
    return limits.take(door="delivery-nps", source=source, most=most, at=at)


@pytest.mark.django_db
def test_so_many_at_once_and_one_more_after_its_share_of_the_hour() -> None:
    assert [take(AT) for _ in range(25)] == [True] * 20 + [False] * 5
    assert not take(AT + timedelta(minutes=2))
    assert take(AT + timedelta(minutes=3))
    assert not take(AT + timedelta(minutes=3))
    assert [take(AT + timedelta(hours=3)) for _ in range(21)] == [True] * 20 + [False]


@pytest.mark.django_db
def test_another_source_and_another_door_are_not_touched() -> None:
    while take(AT):
        pass
    assert take(AT, source="192.0.2.8")
    assert limits.take(door="other", source="192.0.2.7", most=20, at=AT)


@pytest.mark.django_db
def test_no_address_is_kept_and_full_buckets_are_forgotten() -> None:
    take(AT)
    assert "192" not in Bucket.objects.get().key
    assert limits.forget(at=AT + timedelta(minutes=2)) == 0
    assert limits.forget(at=AT + timedelta(minutes=4)) == 1


class AnyTimes(TestCase):
    @given(
        most=st.integers(1, 30),
        gaps=st.lists(st.integers(0, 3_600), min_size=1, max_size=60),
    )
    def test_no_hour_has_more_than_twice_the_most(self, most: int, gaps: list[int]) -> None:
        """A full bucket may be emptied at once and refills within the hour: never more than most + its refill."""
        taken, at = [], AT
        for gap in gaps:
            at += timedelta(seconds=gap)
            if take(at, most=most):
                taken.append(at)
        for first in taken:
            within = [each for each in taken if first <= each < first + timedelta(hours=1)]
            assert len(within) <= 2 * most
        spent = (taken[-1] - taken[0]).total_seconds()
        assert len(taken) <= most + spent * most / 3_600 + 1
