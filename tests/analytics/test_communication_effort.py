"""Communication effort: the formula against a second arithmetic, and the estimate against surveys held out."""

from math import sqrt
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.inference.intervals import Estimate
from heedful.analytics.scores.effort import Model, fit
from heedful.analytics.scores.evaluation import evaluate
from heedful.analytics.scores.tally import Tally

Answers = st.lists(st.integers(1, 7), min_size=5, max_size=60)


def score(answers: list[int], scale: int = 1) -> Estimate:
    values = [each * scale for each in answers]
    sums = {"n": len(values), "total": sum(values), "squares": sum(v * v for v in values), "hard": 0}
    return evaluate(Kind.EFFORT, Tally(sums), scale=scale)


@given(answers=Answers, scale=st.sampled_from([1, 100]))
@pytest.mark.invariant("M10")
def test_m10_effort_lies_on_its_scale_and_falls_as_agreement_rises(answers: list[int], scale: int) -> None:
    found = score(answers, scale)
    assert 0 <= found.value <= 100
    assert found.low is not None and found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 100
    lowest = answers.index(min(answers))
    if answers[lowest] < 7:
        easier = [*answers[:lowest], answers[lowest] + 1, *answers[lowest + 1 :]]
        assert score(easier, scale).value < found.value


@given(answers=Answers)
@pytest.mark.feature("CO-6", part="formula and t interval equal a second arithmetic")
def test_the_score_is_that_of_the_formula(answers: list[int]) -> None:
    found = score(answers)
    assert found.value == pytest.approx(100 * (7 - mean(answers)) / 6)
    half = stats.t.ppf(0.975, len(answers) - 1) * stdev(answers) / sqrt(len(answers)) * 100 / 6
    assert found.low == pytest.approx(max(0, found.value - half), abs=1e-6)
    assert found.high == pytest.approx(min(100, found.value + half), abs=1e-6)


WEIGHTS = np.array([14.0, 45.0, 160.0])
TOPICS = 600


def simulated(seed: int, weights: np.ndarray = WEIGHTS) -> tuple[np.ndarray, np.ndarray]:
    """Return behaviour counts of topics and the effort of forty answers each; chance is in topics and answers."""
    draw = np.random.default_rng(seed)
    counts = np.column_stack([draw.gamma(6, 0.25, TOPICS) + 1, draw.beta(3, 12, TOPICS), draw.beta(2, 40, TOPICS)])
    true = counts @ weights + draw.normal(0, 4, TOPICS)
    agreement = 7 - np.clip(true, 5, 95)[:, None] * 6 / 100 + draw.normal(0, 1.2, (TOPICS, 40))
    answers = np.clip(np.rint(agreement), 1, 7)
    return counts, 100 * (7 - answers.mean(axis=1)) / 6


def learnt(counts: np.ndarray, asked: np.ndarray) -> Model:
    found = fit(list(asked[: TOPICS // 2]), counts[: TOPICS // 2].tolist())
    assert found is not None
    return found


@pytest.mark.feature("CO-6", part="behaviour alone finds the survey value within its interval, on topics held out")
def test_behaviour_alone_finds_the_survey_value_of_topics_held_out() -> None:
    counts, asked = simulated(11)
    model = learnt(counts, asked)
    held = range(TOPICS // 2, TOPICS)
    found = [(model.estimate(counts[n]), asked[n]) for n in held]
    inside = mean(float(each.low <= value <= each.high) for each, value in found)
    assert abs(inside - 0.95) < 4 * sqrt(0.95 * 0.05 / len(found)), inside
    width = mean(each.high - each.low for each, _ in found)
    assert width < 0.6 * 2 * 1.96 * float(np.std(asked)), "an interval as wide as no knowledge would also hold them"
    assert model.correlation is not None and model.correlation > 0.8


def test_behaviour_that_has_nothing_to_do_with_it_correlates_with_nothing() -> None:
    counts, _ = simulated(12)
    _, asked = simulated(13)
    model = learnt(counts, asked)
    assert model.correlation is not None and abs(model.correlation) < 5 / sqrt(TOPICS // 2)


def test_too_few_topics_or_counts_in_step_give_no_estimate() -> None:
    counts, asked = simulated(14)
    assert fit(list(asked[:13]), counts[:13].tolist()) is None
    assert fit(list(asked[:14]), counts[:14].tolist()) is not None
    assert fit(list(asked[:40]), [[1.0, 2.0]] * 40) is None
    assert fit([], []) is None
