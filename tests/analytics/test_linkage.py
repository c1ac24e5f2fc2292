"""Links that may not be claimed, effects with their published numbers, and words that the design has earned."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from heedful.analytics.inference.experiment import Arm, difference, relative, sequence_half
from heedful.analytics.inference.finding import Finding, Grade, worded
from heedful.analytics.inference.interrupted import interrupted_counts, rate_ratio
from heedful.analytics.inference.linkage import (
    NoExposure,
    OverlappingWindows,
    auc,
    check_order,
    e_value,
    exposure_check,
    leakage_check,
    robustness_value,
)
from heedful.analytics.value.kpi import Advice, Valued, kpi_value_matrix, missing_kpis
from tests.analytics.data import column, needs_data, rows


@needs_data
def test_the_fictional_telecom_set_raises_the_leakage_alarm() -> None:
    found = rows("fictional/telco/telco_status.csv")
    churned = [row["Churn Value"] == "1" for row in found]
    variables = {name: column(found, name) for name in ("Satisfaction Score", "Churn Score", "CLTV")}
    assert auc(variables["Satisfaction Score"], churned) == pytest.approx(1 - 0.950, abs=2e-3)
    assert {leak.name for leak in leakage_check(variables, churned)} == {"Satisfaction Score", "Churn Score"}


@needs_data
def test_the_real_telecom_variables_raise_none() -> None:
    found = rows("iranian_churn/iranian_churn.csv")
    churned = [row["Churn"] == "1" for row in found]
    variables = {name: column(found, name) for name in found[0] if name != "Churn"}
    assert len(variables) == 13 and leakage_check(variables, churned) == []


def test_levels_without_the_rarer_outcome_are_ordinary_and_pure_cover_is_not() -> None:
    chance = np.random.default_rng(3)
    had = chance.random(1_000) < 0.1
    level = np.where(had, chance.integers(1, 5, 1_000), chance.integers(0, 5, 1_000)).astype(float)
    assert leakage_check({"x": list(level)}, list(had)) == []
    covered = np.where(had, chance.integers(0, 2, 1_000), chance.choice([0, 1, 2], 1_000, p=[0.2, 0.2, 0.6]))
    (leak,) = leakage_check({"x": list(covered.astype(float))}, list(had))
    assert "cover" in leak.sign


def test_overlapping_windows_and_counts_without_exposure_are_refused() -> None:
    with pytest.raises(OverlappingWindows, match="begins on 2026-02-28"):
        check_order(date(2026, 3, 1), date(2026, 2, 28))
    with pytest.raises(NoExposure, match="counted out of"):
        exposure_check([1.0, 2.0], None, [0.0, 1.0])


def test_oracle_h_e_value_and_robustness() -> None:
    assert (round(e_value(3.9), 2), round(e_value(1.8), 1)) == (7.26, 3.0)
    assert robustness_value(0.02187, 783) == pytest.approx(0.13878, abs=2e-5)
    assert robustness_value(0.02187, 783, 0.05) == pytest.approx(0.07626, abs=2e-5)
    assert robustness_value(0.0001, 783, 0.05) == 0.0


@needs_data
def test_oracle_m_sicily() -> None:
    found = rows("small/sicily.csv")
    counts, exposure = column(found, "aces"), column(found, "stdpop")
    after = [row["smokban"] == "1" for row in found]
    plain = interrupted_counts(counts, exposure, after)
    assert (plain.estimate, plain.low, plain.high) == pytest.approx((0.8944, 0.8392, 0.9532), abs=5e-5)
    # 3.559195 is printed by R, whose glm stops at a change of deviance of 1e-8 and weighs by the step before
    assert float(plain.method.rpartition(" ")[2]) == pytest.approx(3.559195, abs=1e-5)
    waves = interrupted_counts(counts, exposure, after, season=12)
    assert (waves.estimate, waves.low, waves.high) == pytest.approx((0.8851, 0.8394, 0.9332), abs=5e-5)
    assert waves.grade is Grade.ASSOCIATION and any("control" in warning for warning in waves.warnings)
    with pytest.raises(ValueError, match="before and after"):
        interrupted_counts(counts, exposure, [False] * len(counts))


def test_the_ratio_of_two_rates_is_exact_at_its_ends() -> None:
    assert rate_ratio(0, 10.0, 0, 10.0).low is None
    none_after = rate_ratio(0, 10.0, 8, 10.0)
    assert none_after.estimate == 0.0 and none_after.low == 0.0 and none_after.high == pytest.approx(0.5856, abs=1e-3)
    none_before = rate_ratio(8, 10.0, 0, 10.0)
    assert none_before.estimate == none_before.high == float("inf")
    assert none_before.low == pytest.approx(1 / 0.5856, abs=3e-3)


def test_oracle_o_confidence_sequence() -> None:
    found = relative(Arm(3000, 1396.87, 52377.9767), Arm(3461, 2422.7, 134698.29), planned=1000)
    assert (found.estimate, found.low, found.high) == pytest.approx((0.50336, -0.55844, 1.56516), abs=5e-6)
    assert found.grade is Grade.RANDOMISED


def test_forty_looks_at_nothing_find_something_at_most_once_in_twenty() -> None:
    chance = np.random.default_rng(6)
    wrong = plain = 0
    for _ in range(300):
        values = chance.normal(50, 20, (2, 2_000))
        looks = []
        naive = False
        for n in range(50, 2_001, 50):
            arms = [Arm(n, float(each[:n].sum()), float((each[:n] ** 2).sum())) for each in values]
            found = difference(arms[0], arms[1], planned=2_000)
            looks.append(found.shown)
            error = (arms[0].variance / n + arms[1].variance / n) ** 0.5
            naive = naive or abs(found.estimate) > 1.96 * error
        wrong += any(looks)
        plain += naive
    assert wrong / 300 <= 0.05
    assert plain / 300 > 0.2, "negative control: an ordinary interval is wrong far more often"
    assert sequence_half(1.0, 1_000, 1_000, 0.05) < sequence_half(1.0, 50, 1_000, 0.05)


def test_the_verb_is_the_design_and_a_null_is_said_as_plainly() -> None:
    common = {"estimate": 3.0, "low": 1.0, "high": 5.0, "n_used": 90, "method": "x"}
    said = {grade: worded("Waiting", "leaving", Finding(grade=grade, **common)) for grade in Grade}
    assert "caused" in said[Grade.RANDOMISED]
    assert not any("caused" in said[grade] for grade in Grade if grade is not Grade.RANDOMISED)
    assert worded("Waiting", "leaving", Finding(**common | {"low": -1.0})).startswith("No link of waiting")
    assert "give no interval" in worded("Waiting", "leaving", Finding(**common | {"low": None}))


def test_no_template_says_caused() -> None:
    folder = Path(__file__).parents[2] / "src" / "heedful"
    pages = [path for path in folder.rglob("*.html") if re.search(r"\bcaused\b", path.read_text())]
    assert pages == []


@pytest.mark.feature("ME-6", part="library: planted KPIs are kept, demoted, found opposite or missing")
def test_a_kpi_without_any_link_is_demoted_and_an_important_driver_without_one_is_missing() -> None:
    chance = np.random.default_rng(12)
    speed, politeness = chance.normal(size=400), chance.normal(size=400)
    review = 0.5 * speed + 0.4 * politeness + chance.normal(size=400)
    stays = 0.3 * review + chance.normal(size=400)
    kpis = {
        "hours to answer": list(10 - 2 * speed + 0.2 * chance.normal(size=400)),
        "calls an hour": list(chance.normal(size=400)),
        "talk time": list(-0.6 * politeness + 0.3 * chance.normal(size=400)),
    }
    outcomes = {"review": list(review), "stays": list(stays)}
    links, advice = kpi_value_matrix(kpis, outcomes, lower_is_better=frozenset({"hours to answer"}))
    assert advice == {
        "hours to answer": Advice.KEEP, "calls an hour": Advice.DEMOTE, "talk time": Advice.DEMOTE,
    }  # fmt: skip
    found = {(link.kpi, link.outcome): link.verdict for link in links}
    assert found["hours to answer", "review"] is Valued.VALUED
    assert found["talk time", "review"] is Valued.OPPOSITE
    assert found["calls an hour", "review"] is Valued.NOT_SHOWN
    assert missing_kpis(
        {"speed": (0.5, 0.4), "politeness": (0.4, 0.3), "music": (0.1, -0.1)}, frozenset({"speed"})
    ) == ["politeness"]


def test_a_planted_nothing_is_claimed_in_at_most_one_of_twenty_tables() -> None:
    chance = np.random.default_rng(7)
    claimed = 0
    for _ in range(200):
        kpis = {name: list(chance.normal(size=60)) for name in "abc"}
        links, _ = kpi_value_matrix(kpis, {"x": list(chance.normal(size=60)), "y": list(chance.normal(size=60))})
        claimed += any(link.verdict is not Valued.NOT_SHOWN for link in links)
    assert claimed / 200 <= 0.08
    few, _ = kpi_value_matrix({"a": [1.0] * 20, "b": [float("nan")] * 20}, {"x": list(range(20))})
    assert all(link.finding.low is None and link.verdict is Valued.NOT_SHOWN for link in few)
    assert few[1].finding.n_dropped == 20
