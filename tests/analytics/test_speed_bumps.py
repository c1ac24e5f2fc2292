"""Speed bumps are found from rework loops, hand-offs and overrides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.scores.speed_bumps import LEAST, Visit, bumps
from tests.analytics.planted_bumps import KINDS, world

TOP, FOUND = 3, 9
visit = st.builds(
    Visit,
    place=st.sampled_from("abc"),
    handler=st.sampled_from("xy"),
    transfers=st.integers(0, 2),
    seconds=st.none() | st.integers(0, 3_600),
)


@pytest.mark.feature("JO-5", part="planted bumps among the first three; from events in memory")
def test_planted_bumps_rank_within_the_top_three_in_nine_of_ten() -> None:
    places, kinds = [], set()
    for seed in range(10):
        made = world(seed)
        passages = [
            [Visit(each.place, each.handler, each.transfers, each.seconds) for each in one] for one in made.passages
        ]
        order = [each.place for each in bumps(passages, made.overrides)]
        places.append(order.index(made.planted) + 1)
        kinds.add(made.kind)
    assert kinds == set(KINDS)
    assert sum(place <= TOP for place in places) >= FOUND, places


@given(st.lists(st.lists(visit, max_size=6), max_size=60), st.integers(0, 5))
def test_every_intervention_is_counted_once_and_few_contacts_have_no_place_in_front(
    told: list[list[Visit]], overrides: int
) -> None:
    found = bumps(told, {"a": overrides})
    assert sum(each.contacts for each in found) == sum(len(one) for one in told)
    for each in found:
        visits = [one for passage in told for one in passage if one.place == each.place]
        again = sum(max(0, sum(one.place == each.place for one in passage) - 1) for passage in told)
        assert each.rework == again and each.handoffs >= sum(one.transfers for one in visits)
        assert each.touched <= each.contacts and each.excess <= each.interventions
        assert each.interventions == each.rework + each.handoffs + each.overrides
    few = [each.contacts < LEAST for each in found]
    assert few == sorted(few)


def test_a_journey_in_which_everything_is_passed_on_has_no_single_bump() -> None:
    told = [[Visit("a", "x", transfers=1), Visit("b", "x", transfers=1)]] * 40
    assert [(each.excess, each.seconds) for each in bumps(told, {})] == [(0.0, None)] * 2
    more = [[Visit("a", "x", seconds=100), Visit("b", "x", transfers=1)]] * 40
    assert [(each.place, each.excess, each.seconds) for each in bumps(more, {})] == [
        ("b", 40.0, 4_000.0),
        ("a", 0.0, 0.0),
    ]
