"""Passages through a journey: cut by silence and by beginning again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.scores.passages import Contact, effort, passages, tallied

DAY = datetime(2026, 1, 1, tzinfo=UTC)
GAP = timedelta(days=30)
contact = st.builds(
    Contact,
    customer=st.sampled_from("ab"),
    at=st.integers(0, 200).map(lambda n: DAY + timedelta(days=n)),
    stage=st.integers(0, 3),
    place=st.sampled_from(["p", "q"]),
    channel=st.sampled_from(["web", "phone"]),
    ended=st.none() | st.integers(0, 300).map(lambda n: DAY + timedelta(days=n)),
    transfers=st.integers(0, 3),
    late=st.none() | st.integers(-3, 5),
    kept=st.none() | st.booleans(),
)


@given(st.lists(contact, max_size=30))
def test_each_contact_is_in_one_passage_and_tallies_hold_together(told: list[Contact]) -> None:
    found = passages(told, GAP)
    key = lambda each: (each.customer, each.at, each.stage, each.place)  # noqa: E731  a name for two sorts
    assert sorted((each for one in found for each in one), key=key) == sorted(told, key=key)
    for one in found:
        assert len({each.customer for each in one}) == 1
        assert all(b.at - a.at <= GAP for a, b in pairwise(one))
    tallies = tallied(found, 4)
    for number, tally in enumerate(tallies):
        assert tally.completed <= tally.entered == sum(any(each.stage == number for each in one) for one in found)
        assert sum(tally.seconds.values()) == tally.completed
        assert min(tally.seconds, default=0) >= 0
        assert tally.kept <= tally.judged == sum(each.stage == number and each.kept is not None for each in told)
    assert sum(tally.effort for tally in tallies) == sum(
        effort([each for each in one if each.stage == number]) for one in found for number in range(4)
    )


@pytest.mark.parametrize("later", [1, 29, 30])
def test_silence_longer_than_the_gap_cuts(later: int) -> None:
    one, other = Contact("a", DAY, 1, "p"), Contact("a", DAY + timedelta(days=later), 1, "p")
    assert len(passages([other, one], GAP)) == 1
    assert len(passages([other, one], timedelta(days=later - 1))) == 2


def test_back_in_the_first_stage_begins_again_only_after_going_on() -> None:
    days = [Contact("a", DAY + timedelta(days=n), stage, "p") for n, stage in enumerate([0, 0, 1, 0, 2])]
    assert [[each.stage for each in one] for one in passages(days, GAP)] == [[0, 0, 1], [0, 2]]
