"""Raking: margins met, one margin equals post-stratification, the cost is that of Kish, what cannot be is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.inference.raking import EmptyCell, rake, trim, weighted_mean


def margins_of(weights, cells, counts):
    held = np.array(weights) * counts
    found = []
    for place in range(len(cells[0])):
        groups = sorted({cell[place] for cell in cells})
        found.append({g: held[[cell[place] == g for cell in cells]].sum() / held.sum() for g in groups})
    return found


def table(rows, columns):
    return [(f"r{r}", f"c{c}") for r in range(rows) for c in range(columns)]


@given(st.lists(st.integers(1, 400), min_size=12, max_size=12), st.data())
def test_margins_are_met_to_a_millionth_and_association_is_kept(counts, data):
    cells = table(3, 4)
    sizes = st.integers(1, 1_000)
    targets = [
        {f"r{r}": data.draw(sizes) for r in range(3)},
        {f"c{c}": data.draw(sizes) for c in range(4)},
    ]
    found = rake(cells, counts, targets)
    assert found.converged
    for mine, target in zip(margins_of(found.weights, cells, counts), targets, strict=True):
        for group, share in mine.items():
            assert share == pytest.approx(target[group] / sum(target.values()), abs=1e-6)
    w = np.array(found.weights).reshape(3, 4)
    assert np.allclose(w[0, 0] * w[1, 1] / (w[0, 1] * w[1, 0]), 1.0)  # rows times columns: odds ratios stay
    assert np.average(found.weights, weights=counts) == pytest.approx(1.0)
    assert found.design_effect >= 1
    assert found.effective <= found.n


def test_one_margin_is_post_stratification():
    found = rake([("a",), ("b",)], [80, 20], [{"a": 500, "b": 500}])
    assert found.weights == pytest.approx((0.625, 2.5))
    assert found.effective == pytest.approx(100**2 / (80 * 0.625**2 + 20 * 2.5**2))


def test_deming_and_stephans_own_solution_of_a_two_by_two():
    """Margins 60/40 and 70/30 over counts 10, 20, 30, 40: the root of the quadratic that keeps the odds ratio 2/3."""
    found = rake(table(2, 2), [10, 20, 30, 40], [{"r0": 60, "r1": 40}, {"c0": 70, "c1": 30}])
    held = np.array(found.weights) * [10, 20, 30, 40]
    a = np.roots([1 - 2 / 3, (60 + 70) * 2 / 3 + (40 - 70), -2 / 3 * 60 * 70])
    corner = next(float(root) for root in a if 0 < root < 60)
    assert held == pytest.approx([corner, 60 - corner, 70 - corner, 40 - 70 + corner], abs=1e-5)


def test_a_group_that_did_not_answer_is_named_and_one_without_a_target_counts_nothing():
    with pytest.raises(EmptyCell) as empty:
        rake([("a",), ("b",)], [10, 0], [{"a": 1, "b": 1}])
    assert (empty.value.margin, empty.value.group) == (0, "b")
    found = rake([("a",), ("x",)], [10, 10], [{"a": 1}])
    assert found.weights == pytest.approx((2.0, 0.0))


def test_trimming_bounds_weights_and_says_what_it_costs():
    cells, counts, targets = [("a",), ("b",)], [95, 5], [{"a": 1, "b": 3}]
    whole = rake(cells, counts, targets)
    kept = trim(whole, cells, counts, targets)
    assert whole.converged
    assert max(whole.weights) > 10
    assert not kept.converged
    assert kept.residual > 0.3
    assert kept.effective > whole.effective


def test_equal_weights_give_the_plain_mean_and_interval():
    values = np.array([0, 10, 20, 30, 40.0])
    found = weighted_mean([1.0], [5], [values.sum()], [(values**2).sum()])
    half = 2.7764451052 * values.std(ddof=1) / 5**0.5
    assert (found.mean, found.effective) == (20, 5)
    assert (found.low, found.high) == pytest.approx((20 - half, 20 + half))
    assert weighted_mean([1.0], [1], [3.0], [9.0]).low is None


def test_weights_take_out_a_bias_that_the_plain_mean_keeps():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        happy, unhappy = rng.binomial(900, 0.3), rng.binomial(100, 0.1)  # the unhappy tenth answers less
        rows = [rng.normal(70, 15, happy), rng.normal(20, 15, unhappy)]
        counts = [happy, unhappy]
        raked = rake([("a",), ("b",)], counts, [{"a": 900, "b": 100}])
        found = weighted_mean(raked.weights, counts, [r.sum() for r in rows], [(r**2).sum() for r in rows])
        hits += found.low <= 65 <= found.high
    assert hits >= 300 * 0.95 - 4 * (300 * 0.95 * 0.05) ** 0.5
