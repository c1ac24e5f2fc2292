"""The five states: exactly one each, held without flicker, and a score that few answers do not move."""

import random
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.value.experience import Spread, Sums, fallen_chance, shrunk, spread
from heedful.analytics.value.migration import hit_rate, transition_matrix
from heedful.analytics.value.portfolio import (
    WORSE,
    Held,
    Standing,
    State,
    Thresholds,
    held_state,
    large_set,
    peer_potential,
    portfolio_state,
)

RULE = Thresholds()
STANDINGS = st.builds(
    Standing,
    value=st.integers(-1_000, 1_000),
    potential=st.none() | st.integers(1, 2_000),
    score=st.none() | st.floats(0, 100),
    fallen_chance=st.none() | st.floats(0, 1),
    large=st.booleans(),
    stale=st.booleans(),
)


def naive(a: Standing) -> set[State]:
    """The rule as methods.md writes it, each line by itself."""
    if a.stale or a.score is None:
        return {State.UNKNOWN}
    good, fallen = a.score >= 70, a.fallen_chance is not None and a.fallen_chance >= 0.9
    enough = a.potential is None or a.value >= 0.6 * a.potential
    found = set()
    if a.large and (fallen or not good):
        found.add(State.AT_RISK)
    if a.large and good and not fallen and enough:
        found.add(State.MODEL)
    if good and not fallen and (not a.large or (a.potential is not None and not enough)):
        found.add(State.GROWTH)
    if not a.large and (not good or fallen):
        found.add(State.DANGLING)
    return found


@given(account=STANDINGS, cut=st.integers(0, 1_000))
def test_every_account_is_in_exactly_one_state_that_of_the_published_rule(account: Standing, cut: int) -> None:
    verdict = portfolio_state(account, cut, RULE)
    assert naive(account) == {verdict.state}
    assert verdict.potential == (
        verdict.state is State.DANGLING and account.potential is not None and account.potential >= cut
    )
    names = [name for name, _ in verdict.clauses]
    assert len(set(names)) == len(names) and names[0] == "stale"
    if account.potential is None:
        assert dict(verdict.clauses).get("buying") is None and not dict(verdict.clauses).get("potential")


@given(values=st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(-50, 500), max_size=30))
def test_the_large_set_is_the_smallest_that_makes_up_the_share(values: dict[str, int]) -> None:
    large, cut = large_set(values, [], RULE)
    total = sum(value for value in values.values() if value > 0)
    assert sum(values[key] for key in large) >= 0.8 * total
    if large:
        least = min(large, key=lambda key: values[key])
        assert values[least] == cut > 0
        assert sum(values[key] for key in large - {least}) < 0.8 * total
        assert all(values[key] <= cut for key in values if key not in large)


def test_a_large_account_stays_large_until_it_leaves_the_wider_set() -> None:
    values = {"a": 80, "b": 4, "c": 3, "d": 13}
    assert large_set(values, ["b"], RULE)[0] == {"a"}
    assert large_set({"a": 80, "b": 11, "c": 9}, ["b"], RULE)[0] == {"a", "b"}
    assert large_set({"a": 80, "b": 11, "c": 9}, ["c"], RULE)[0] == {"a"}


@given(closes=st.lists(st.tuples(st.sampled_from(list(State)), st.floats(0, 100), st.booleans()), max_size=20))
def test_a_worse_state_is_left_only_after_two_clearly_good_closes(closes: list[tuple[State, float, bool]]) -> None:
    held, scores = None, []
    for raw, score, large in closes:
        before, held = held, held_state(raw, score, large, held, RULE)
        scores.append(score)
        if before and before.state in WORSE and held.state in (State.MODEL, State.GROWTH):
            assert min(scores[-2:]) >= 75 and len(scores) >= 2
        if raw in (*WORSE, State.UNKNOWN):
            assert held.state is raw  # trouble is seen at once


def test_hysteresis_stops_the_flicker_and_not_the_alarm() -> None:
    """An account at its cut with 4.5 answers a quarter changes about a third as often; a fall is seen at once."""
    chance = random.Random(3)
    plain = smooth = 0
    for _ in range(400):
        held, last = None, None
        for _ in range(12):
            score = chance.gauss(70, 22 / 4.5**0.5)
            raw = State.MODEL if score >= 70 else State.AT_RISK
            before, held = held, held_state(raw, score, True, held, RULE)
            plain += last is not None and raw is not last
            smooth += before is not None and held.state is not before.state
            last = raw
    assert smooth < 0.6 * plain
    assert held_state(State.AT_RISK, 50.0, True, Held(State.MODEL, 9, True), RULE).state is State.AT_RISK


def test_the_score_of_an_account_with_few_answers_stays_near_its_segment() -> None:
    varies = Spread(400.0, 100.0)
    assert shrunk(Sums(1, 0.0, 0.0), 80.0, varies).value == pytest.approx(64.0)  # (0 + 4 * 80) / 5
    assert shrunk(Sums(96, 0.0, 0.0), 80.0, varies).value == pytest.approx(3.2)
    assert shrunk(Sums(5, 0.0, 0.0), 80.0, Spread(400.0, 0.0)).value == 80.0
    assert shrunk(Sums(4, 400.0, 40_000.0), 90.0, Spread(0.0, 25.0)).value == 100.0


def test_the_spread_is_estimated_without_bias_on_unequal_groups() -> None:
    chance, found = random.Random(11), []
    for _ in range(60):
        groups = []
        for _ in range(120):
            middle, values = chance.gauss(70, 8), []
            for _ in range(chance.choice((1, 2, 5, 12))):
                values.append(chance.gauss(middle, 20))
            groups.append(("all", Sums(len(values), sum(values), sum(value**2 for value in values))))
        found.append(spread(groups))
    assert fmean(each.within for each in found) == pytest.approx(400, rel=0.05)
    assert fmean(each.between for each in found) == pytest.approx(64, rel=0.15)
    assert spread([("a", Sums(1, 50.0, 2_500.0))]) == Spread(0.0, 0.0)


def _quarter(chance: random.Random, middle: float, n: int) -> Sums:
    values = [min(100.0, max(0.0, chance.gauss(middle, 18))) for _ in range(n)]
    return Sums(n, sum(values), sum(value**2 for value in values))


@pytest.mark.feature("PO-3")
def test_a_drop_of_two_points_with_three_answers_a_quarter() -> None:
    """Recall and false alarms as docs/how-to/portfolio.md publishes them."""
    chance, varies = random.Random(2), Spread(324.0, 100.0)
    seen = later = false = 0
    for _ in range(4_000):
        middle = chance.gauss(80, 10)
        base, still, dropped = (_quarter(chance, level, n) for level, n in ((middle, 9), (middle, 3), (middle - 20, 3)))
        false += (fallen_chance(still, base, 80.0, varies) or 0.0) >= RULE.certainty
        first = (fallen_chance(dropped, base, 80.0, varies) or 0.0) >= RULE.certainty
        second = (fallen_chance(_quarter(chance, middle - 20, 3), base, 80.0, varies) or 0.0) >= RULE.certainty
        seen, later = seen + first, later + (first or second)
    assert seen / 4_000 == pytest.approx(0.22, abs=0.02)
    assert later / 4_000 == pytest.approx(0.38, abs=0.03)
    assert false / 4_000 <= 0.012
    published = (Path(__file__).parents[2] / "docs" / "how-to" / "portfolio.md").read_text()
    assert "| 3 | 22 % (38 % within two) | 0.7 % |" in published


def test_without_answers_on_both_sides_a_fall_cannot_be_known() -> None:
    varies = Spread(400.0, 100.0)
    assert fallen_chance(Sums(), Sums(5, 400.0), 80.0, varies) is None
    assert fallen_chance(Sums(5, 100.0), Sums(), 80.0, varies) is None
    assert fallen_chance(Sums(5, 100.0), Sums(5, 400.0), 80.0, Spread(400.0, 0.0)) == 0.0
    assert fallen_chance(Sums(5, 100.0), Sums(5, 400.0), 80.0, Spread(0.0, 100.0)) == 1.0


def test_unknown_potential_stays_unknown_and_peers_are_counted() -> None:
    assert peer_potential([], 1) is None
    assert peer_potential([10] * 19, 20) is None
    assert peer_potential(list(range(1, 101)), 20) == 90


def test_the_matrix_counts_money_and_shares_by_hand() -> None:
    moves = [
        (State.MODEL, State.MODEL, 100),
        (State.MODEL, State.MODEL, 50),
        (State.MODEL, State.AT_RISK, 30),
        (State.AT_RISK, State.UNKNOWN, 7),
    ]
    found = transition_matrix(moves)
    assert (found[State.MODEL, State.MODEL].count, found[State.MODEL, State.MODEL].money) == (2, 150)
    share = found[State.MODEL, State.AT_RISK].share
    assert share is not None and share.value == pytest.approx(1 / 3) and found[State.MODEL, State.AT_RISK].row == 3
    assert found[State.GROWTH, State.MODEL].share is None and len(found) == 25
    assert sum(cell.count for cell in found.values()) == 4


def test_silence_is_never_a_hit() -> None:
    found = hit_rate([(State.UNKNOWN, 900), (State.AT_RISK, 30), (State.GROWTH, 70)])
    assert (found.hit, found.known, found.silent, found.share) == (30, 100, 900, 0.3)
    assert found.by_count is not None and found.by_count.value == 0.5
    assert hit_rate([]).share is None and hit_rate([]).by_count is None
