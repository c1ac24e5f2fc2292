"""Intervals against published values, other libraries, and simulation."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from heedful.analytics.inference.changes import benjamini_hochberg, difference_p
from heedful.analytics.inference.intervals import (
    mean_interval,
    median_interval,
    nps_interval,
    nps_plain_error,
    share_difference,
    wilson,
)

TABLE = {  # methods.md 3: nominal 95 %, 40,000 simulations a cell: plain Wald, adjusted
    (0.50, 0.20): {5: (0.839, 0.944), 10: (0.898, 0.963), 20: (0.928, 0.949), 50: (0.939, 0.949)},
    (0.70, 0.05): {5: (0.802, 0.915), 10: (0.859, 0.949), 20: (0.916, 0.952), 50: (0.930, 0.952)},
    (0.85, 0.05): {5: (0.549, 0.898), 10: (0.795, 0.944), 20: (0.865, 0.964), 50: (0.902, 0.962)},
}
CELLS = [(p, d, n, *want) for (p, d), row in TABLE.items() for n, want in row.items()]


def coverage(p: float, d: float, n: int, runs: int) -> tuple[float, float]:
    """Return how often plain and adjusted intervals hold the truth."""
    rng, truth, plain, adjusted = random.Random(f"{p}{d}{n}"), 100 * (p - d), 0, 0
    for _ in range(runs):
        draws = [rng.random() for _ in range(n)]
        promoters, detractors = sum(x < p for x in draws), sum(x >= 1 - d for x in draws)
        half = 1.959964 * nps_plain_error(promoters, detractors, n)
        plain += abs(100 * (promoters - detractors) / n - truth) <= half
        _, low, high, _, _ = nps_interval(promoters, detractors, n)
        adjusted += low - 1e-9 <= truth <= high + 1e-9
    return plain / runs, adjusted / runs


@pytest.mark.feature("VO-9", part="coverage of the interval, reduced size")
@pytest.mark.parametrize(("p", "d", "n", "plain", "adjusted"), CELLS)
def test_coverage_is_what_the_method_page_says(p, d, n, plain, adjusted):
    found = coverage(p, d, n, 3_000)
    assert found[0] == pytest.approx(plain, abs=0.03)
    assert found[1] == pytest.approx(adjusted, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(("p", "d", "n", "plain", "adjusted"), CELLS)
def test_coverage_at_full_size(p, d, n, plain, adjusted):
    found = coverage(p, d, n, 40_000)
    assert found[0] == pytest.approx(plain, abs=0.008)
    assert found[1] == pytest.approx(adjusted, abs=0.008)


def test_published_values():
    assert nps_interval(3, 1, 6).value == pytest.approx(33.3, abs=0.05)
    assert nps_plain_error(3, 1, 6) == pytest.approx(30.4, abs=0.05)
    assert wilson(80, 100)[1:3] == pytest.approx((0.711, 0.867), abs=0.0005)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
@pytest.mark.invariant("S16")
def test_the_estimate_lies_in_a_non_empty_interval_inside_the_scale(promoters, passives, detractors):
    n = promoters + passives + detractors
    if n < 2:
        return
    value, low, high, _, _ = nps_interval(promoters, detractors, n)
    assert -100 <= low <= value <= high <= 100
    assert low < high


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_equals_scipy(hits_n):
    hits, n = hits_n
    want = stats.binomtest(hits, n).proportion_ci(method="wilson")
    value, low, high, _, _ = wilson(hits, n)
    assert (low, high) == pytest.approx((want.low, want.high), abs=1e-9)
    assert 0 <= low <= value <= high <= 1


@given(st.lists(st.integers(-500, 1_000), min_size=5, max_size=60))
def test_a_mean_equals_scipy(values):
    value, low, high, _, error = mean_interval(len(values), sum(values), sum(v * v for v in values))
    assert value == pytest.approx(sum(values) / len(values))
    if error > 1e-6:
        want = stats.ttest_1samp(values, 0).confidence_interval()
        assert (low, high) == pytest.approx((want.low, want.high), rel=1e-6, abs=1e-6)
    else:
        assert low == pytest.approx(high)


def test_a_mean_of_four_has_no_interval():
    assert mean_interval(4, 10, 30)[1:3] == (None, None)


@given(st.lists(st.integers(0, 50), min_size=6, max_size=80))
def test_a_median_lies_in_its_interval(values):
    counts = {value: values.count(value) for value in values}
    found = median_interval(counts)
    ordered = sorted(values)
    middle = len(ordered) // 2
    want = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    assert found.value == want
    assert found.low <= found.value <= found.high
    assert {found.low, found.high} <= set(values)


def test_the_median_interval_covers():
    rng, hit = random.Random(4), 0
    for _ in range(2_000):
        values = [int(rng.expovariate(1) * 10_000) for _ in range(25)]
        found = median_interval({value: values.count(value) for value in values})
        hit += found.low <= 6_931 <= found.high
    assert hit / 2_000 >= 0.94


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_equals_scipy(p_values):
    assert benjamini_hochberg(p_values) == pytest.approx(list(stats.false_discovery_control(p_values)))


def test_equal_and_certain_differences():
    assert difference_p(5, 0, 5, 0) == 1
    assert difference_p(5, 0, 6, 0) == 0
    assert difference_p(10, 3, 0, 4) == pytest.approx(2 * stats.norm.sf(2))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_the_difference_of_two_shares_is_newcombes(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, table II, method 10."""
    assert [round(each, 4) for each in share_difference(one, other)] == [low, high]
