"""Control charts against qicharts2 and NIST, and their false alarms on steady processes."""

import random

import pytest

from heedful.analytics.inference.control import cusum, ewma, p_prime, run_signals, u_prime, xmr
from tests.analytics.data import column, needs_data, rows


@needs_data
def test_oracle_j_four_hour_waits_are_steady_though_the_samples_are_huge() -> None:
    found = rows("spc/nhs_accidents.csv")
    hits, sizes = ([int(value) for value in column(found, name)] for name in ("r", "n"))
    chart = p_prime(hits, sizes)
    assert chart.centre == pytest.approx(0.95289971, abs=1e-8)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0.94012964, 0.96566978), abs=1e-8)
    assert chart.outside == () and chart.spread > 2
    plain = [3 * (chart.centre * (1 - chart.centre) / size) ** 0.5 for size in sizes]
    beyond = [abs(value - chart.centre) > half for value, half in zip(chart.values, plain, strict=True)]
    assert sum(beyond) == 16, "negative control: plain limits would call 16 of 20 weeks news"


@needs_data
def test_oracle_j_complaints_and_infections() -> None:
    found = rows("spc/complaints.csv")
    chart = u_prime(column(found, "complaints"), column(found, "sales"))
    assert chart.centre == pytest.approx(0.0049972527, abs=1e-10)
    assert (chart.low[0], chart.high[0]) == pytest.approx((0.0012383214, 0.0087561841), abs=1e-10)
    found = rows("spc/cdi.csv")
    chart = u_prime(column(found, "n"), [days / 10_000 for days in column(found, "days")])
    assert chart.centre == pytest.approx(10.380231, abs=1e-6)
    assert (chart.low[0], chart.high[0]) == pytest.approx((2.4396102, 18.320852), abs=1e-6)
    runs = run_signals(chart.values, chart.centre)
    assert (runs.longest, runs.longest_allowed, runs.crossings, runs.crossings_needed) == (17, 8, 5, 13)
    assert runs.shifted, "limits miss the change, the run rules tell it"


@needs_data
def test_oracle_k_lots() -> None:
    chart = xmr(column(rows("spc/lots.csv"), "value"))
    assert (chart.centre, chart.low[0], chart.high[0]) == pytest.approx((939.9252, -150.4535, 2030.304), abs=5e-4)
    assert chart.outside == ()


def test_oracle_l_ewma() -> None:
    values = [
        52,
        47,
        53,
        49.3,
        50.1,
        47,
        51,
        50.1,
        51.2,
        50.5,
        49.6,
        47.6,
        49.9,
        51.3,
        47.8,
        51.2,
        52.6,
        52.4,
        53.6,
        52.1,
    ]
    tracked = ewma(values, 50, 2.0539)
    assert (tracked.low, tracked.high) == pytest.approx((47.4116, 52.5884), abs=5e-5)
    shown = [round(value, 2) for value in (*tracked.values[:3], *tracked.values[-2:])]
    assert shown == [50.60, 49.52, 50.56, 51.94, 51.99]
    assert tracked.signal is None


def test_oracle_g_cusum_signals_at_the_fourteenth() -> None:
    values = [
        324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6, 324.625, 325.15, 328.325,
        327.25,
    ]  # fmt: skip
    high, low = cusum(values, 325, 0.3175, 4.1959)
    assert [round(value, 2) for value in high.values[-2:]] == [3.01, 4.94]
    assert high.signal == 13 and low.signal is None  # places are counted from 0


@pytest.mark.feature("VO-8", part="false-alarm rate of control charts with run rules on steady processes")
def test_a_steady_process_is_rarely_called_news_and_a_shift_is() -> None:
    chance = random.Random(4)
    outside = shifted = seen = 0
    for _ in range(400):
        values = [chance.gauss(40, 5) for _ in range(24)]
        chart = xmr(values)
        outside += bool(chart.outside)
        shifted += run_signals(values, chart.centre).shifted
        moved = [*values[:12], *(value - 10 for value in values[12:])]
        chart = xmr(moved)
        seen += bool(chart.outside) or run_signals(moved, chart.centre).shifted
    assert outside / 400 < 0.12
    assert shifted / 400 < 0.10
    assert seen / 400 > 0.7


def test_the_ends_are_handled() -> None:
    assert xmr([5.0]).outside == ()
    assert p_prime([10, 10], [10, 10]).centre == 1.0
    assert u_prime([0, 0], [5, 5]).outside == ()
    assert run_signals([1.0], 0.0).shifted is False
    assert p_prime([99, 100, 60], [100, 100, 100]).high[0] == 1.0


def _week(chance: random.Random, promoters: float, detractors: float) -> float:
    total = 0
    for _ in range(100):
        draw = chance.random()
        total += 1 if draw < promoters else -1 if draw > 1 - detractors else 0
    return float(total)


@pytest.mark.feature("VO-8", part="library: 10 points at 100 answers a week in six weeks; stated false alarms")
def test_a_fall_of_ten_points_at_a_hundred_answers_a_week_is_seen_within_six_weeks() -> None:
    """EWMA of weight 0.25 with limits of 2.3 deviations: it states 3 false alarms in 100 steady weeks."""
    chance, seen, false, weeks = random.Random(1), 0, 0, 0
    deviation = 100 * ((0.7 - 0.3**2) / 100) ** 0.5
    for _ in range(300):
        level = sum(_week(chance, 0.5, 0.2) for _ in range(52)) / 52
        steady = ewma([_week(chance, 0.5, 0.2) for _ in range(40)], level, deviation, 0.25, 2.3)
        false += sum(not steady.low <= value <= steady.high for value in steady.values)
        weeks += 40
        seen += ewma([_week(chance, 0.45, 0.25) for _ in range(6)], level, deviation, 0.25, 2.3).signal is not None
    assert seen / 300 >= 0.8
    assert false / weeks <= 0.03
