"""What keeping a promise is worth: planted values are found, planted nothings are not; the unknowable is refused."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from heedful.analytics.inference.finding import Grade
from heedful.analytics.inference.linkage import OverlappingWindows
from heedful.analytics.value.service_value import Served, Verdict, Worth, sensitivity, service_value
from tests.factories.served import served

DAY = date(2026, 1, 1)


def worth(rows: list[Served], *, looks: int = 1, cost: float = 0.0, grade: Grade = Grade.ADJUSTED) -> Worth:
    return service_value(rows, signal_ends=DAY, outcome_begins=DAY, looks=looks, cost=cost, grade=grade)


def covered(times: int, seed: int) -> float:
    chance, inside = np.random.default_rng(seed), 0
    for _ in range(times):
        rows, planted = served(chance, gap=20.0, value=3.0)
        gain = worth(rows).gain
        assert gain is not None and gain.low is not None and gain.high is not None
        inside += gain.low <= planted <= gain.high
    return inside / times


def claims(times: int, seed: int, *, gap: float, value: float) -> float:
    chance = np.random.default_rng(seed)
    found = [worth(served(chance, gap=gap, value=value)[0], looks=4).verdict for _ in range(times)]
    assert Verdict.REFUSED not in found
    return sum(each is not Verdict.NOT_SHOWN for each in found) / times


@pytest.mark.feature("ME-5", part="planted value inside the interval, planted nothing not claimed, 100 worlds each")
def test_a_planted_value_is_recovered_and_a_planted_nothing_is_not_claimed() -> None:
    assert covered(100, 21) >= 0.9
    assert claims(60, 22, gap=20.0, value=0.0) <= 0.05, "the promise moves the score, the score moves no money"
    assert claims(60, 23, gap=0.0, value=3.0) <= 0.05, "the score moves money, the promise moves no score"
    assert claims(20, 24, gap=20.0, value=3.0) >= 0.95, "negative control: what is there is claimed"


@pytest.mark.slow
@pytest.mark.feature("ME-5", part="planted value inside the interval, planted nothing not claimed, 1,000 worlds each")
def test_a_planted_value_is_recovered_in_a_thousand_worlds() -> None:
    assert covered(1_000, 25) >= 0.9
    assert claims(1_000, 26, gap=20.0, value=0.0) <= 0.05
    assert claims(1_000, 27, gap=0.0, value=3.0) <= 0.05


def test_the_sum_is_the_product_of_its_steps_less_the_cost() -> None:
    rows, _ = served(np.random.default_rng(3), gap=20.0, value=3.0)
    found = worth(rows, cost=1_000.0)
    assert found.gap and found.value and found.gain and found.net
    shortfall = sum(each.broken / each.given for each in rows)
    assert found.shortfall == pytest.approx(shortfall)
    assert found.gain.estimate == pytest.approx(shortfall * found.gap.estimate * found.value.estimate)
    assert found.net[0] == pytest.approx(found.gain.estimate - 1_000.0)
    assert [part for part, _ in sensitivity(found, 1_000.0)] == [0.25, 0.5, 1.0]
    assert sensitivity(found, 1_000.0)[2][1] == pytest.approx(found.net)


def test_a_naive_regression_within_groups_gives_the_same_steps() -> None:
    rows, _ = served(np.random.default_rng(4), gap=20.0, value=3.0, n=300)
    groups: dict[tuple[str, int], list[Served]] = {}
    for segment in {each.segment for each in rows}:
        ranked = sorted((each for each in rows if each.segment == segment), key=lambda each: each.before)
        for place, each in enumerate(ranked):
            groups.setdefault((segment, 3 * place // len(ranked)), []).append(each)
    flat = [(number, each) for number, group in enumerate(groups.values()) for each in group]
    dummies = np.array([[float(number == column) for column in range(len(groups))] for number, _ in flat])
    missed = np.array([each.missed for _, each in flat])
    score = np.array([each.score for _, each in flat])
    first = np.linalg.lstsq(np.column_stack([missed, dummies]), score, rcond=None)[0]
    before, after = np.array([each.before for _, each in flat]), np.array([each.after for _, each in flat])
    second = np.linalg.lstsq(np.column_stack([score, before, dummies]), after, rcond=None)[0]
    found = worth(rows)
    assert found.gap and found.gap.estimate == pytest.approx(-first[0])
    assert found.value and found.value.estimate == pytest.approx(second[0])


def test_the_opposite_sign_is_called_the_opposite() -> None:
    rows, _ = served(np.random.default_rng(5), gap=-20.0, value=3.0)
    assert worth(rows).verdict is Verdict.OPPOSITE
    rows, _ = served(np.random.default_rng(5), gap=20.0, value=-3.0)
    assert worth(rows).verdict is Verdict.OPPOSITE


def test_more_promises_looked_at_widen_the_interval_and_the_e_value_is_that_of_the_weaker_link() -> None:
    rows, _ = served(np.random.default_rng(6), gap=20.0, value=3.0)
    one, four = worth(rows), worth(rows, looks=4)
    assert one.gain and four.gain and one.gain.low and four.gain.low
    assert four.gain.low < one.gain.low and four.gain.estimate == one.gain.estimate
    assert one.e_value and one.e_value[0] > one.e_value[1] > 1.0 and 0 < (one.robustness or 0) < 1
    nothing = worth(served(np.random.default_rng(6), gap=0.0, value=0.0)[0])
    assert nothing.e_value and nothing.e_value[1] == 1.0


def test_what_cannot_be_known_is_refused_with_its_reason() -> None:
    chance = np.random.default_rng(7)
    rows, _ = served(chance, gap=20.0, value=3.0)
    with pytest.raises(OverlappingWindows):
        service_value(rows, signal_ends=date(2026, 2, 1), outcome_begins=DAY)
    kept = [replace(each, broken=0) for each in rows]
    refused = {
        "few": rows[:99],
        "unheard": [replace(each, score=None) for each in rows],
        "never broken": kept,
        "always broken": [replace(each, broken=each.given) for each in rows],
        "one score": [replace(each, score=80.0) for each in rows],
        "leak": served(chance, gap=20.0, value=3.0, leaks=True)[0],
    }
    reasons = {name: worth(given) for name, given in refused.items()}
    assert all(each.verdict is Verdict.REFUSED and each.gain is None for each in reasons.values())
    assert "99 customers" in reasons["few"].refusal and "0 customers" in reasons["unheard"].refusal
    assert "let down" in reasons["never broken"].refusal and "never let down" in reasons["always broken"].refusal
    assert "same score" in reasons["one score"].refusal and "made from" in reasons["leak"].refusal
    assert sensitivity(reasons["few"], 0.0) == []
    assert worth([*rows, replace(rows[0], given=0, broken=0)]).customers == len(rows), "no promise, no exposure"
