"""Repeat purchase and staffing against published numbers."""

import numpy as np
import pytest

from heedful.analytics.inference.linkage import auc
from heedful.analytics.value.purchasing import BgNbd, bgnbd_fit, expected, expected_new, gamma_rate, p_alive
from heedful.analytics.value.staffing import erlang_b, erlang_c, forecast_baseline, people_needed, staffing
from tests.analytics.data import column, needs_data, rows

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)


@needs_data
def test_oracle_i_cdnow() -> None:
    found = rows("cdnow/cdnow_customers_summary.csv")
    x, recency, age = (np.array(column(found, name)) for name in ("frequency", "recency", "T"))
    fit = bgnbd_fit(x, recency, age)
    assert (round(fit.r, 3), round(fit.alpha, 3), round(fit.a, 3), round(fit.b, 3)) == (0.243, 4.414, 0.793, 2.426)
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    one = expected(fit, np.array([2.0]), np.array([30.43]), np.array([38.86]), 39.0)
    assert float(one[0]) == pytest.approx(1.226, abs=5e-4)
    assert [round(expected_new(fit, t), 4) for t in (0.1429, 1, 3, 31.8571, 32)] == [
        0.0078,
        0.0532,
        0.1506,
        1.0405,
        1.0437,
    ]
    assert expected_new(fit, 78) == pytest.approx(1.8576, abs=5e-4)  # printed from a series that was cut off
    assert expected(fit, x, recency, age, 39.0).sum() == pytest.approx(1_653, abs=1)


def test_the_trap_a_customer_without_a_repeat_is_alive_for_certain() -> None:
    alive = p_alive(CDNOW, np.array([0.0, 3.0]), np.array([0.0, 10.0]), np.array([38.0, 38.0]))
    assert alive[0] == 1.0 and alive[1] < 0.7


def test_who_bought_often_and_lately_is_less_likely_to_stay_away() -> None:
    chance = np.random.default_rng(1)
    rates, age = chance.gamma(1.5, 1 / 60, 3_000), np.full(3_000, 300.0)
    repeats = chance.poisson(rates * age)
    lost = chance.poisson(rates * 90) == 0
    risk = gamma_rate(repeats, age, 90.0, count=1.5, days=60.0)
    assert auc(risk, lost) > 0.75
    assert risk.mean() == pytest.approx(lost.mean(), abs=0.03)


def test_oracle_p_erlang() -> None:
    assert erlang_c(10, 14) == pytest.approx(0.1741319336, abs=1e-10)
    found = staffing(100, 30, 3, answer_within=20 / 60, people=14, shrinkage=0.3)
    assert (found.in_time, found.occupancy, found.planned) == pytest.approx((0.8883500192, 0.7142857, 20), abs=1e-7)
    assert erlang_b(5_000, 5_000) == pytest.approx(0.011199, abs=5e-7)
    assert erlang_c(15, 14) == 1.0 and staffing(150, 30, 3, answer_within=1, people=14).in_time == 0.0
    assert people_needed(100, 30, 3, answer_within=20 / 60, target=0.88).people == 14


@needs_data
def test_the_baseline_of_volumes_on_real_calls() -> None:
    import csv
    import gzip

    from tests.analytics.data import DATA

    with gzip.open(DATA / "bank_calls" / "bank_calls_first_144_days.csv.gz", "rt") as file:
        read = list(csv.reader(file))
    daily: dict[str, float] = {}
    for row in read[1:]:
        daily[row[0][:10]] = daily.get(row[0][:10], 0.0) + float(row[1])
    volumes = list(daily.values())
    assert len(volumes) == 144 and np.mean(volumes) == pytest.approx(32_520, abs=1)
    predicted, by = forecast_baseline(volumes, season=5)
    assert 20_000 < predicted < 50_000 and by in ("the same as a season ago", "the mean of the last four")
    with pytest.raises(ValueError, match="five seasons"):
        forecast_baseline([1.0] * 20)
    assert forecast_baseline([10, 12, 8, 10, 9, 11], season=1)[1] == "the mean of the last four"
