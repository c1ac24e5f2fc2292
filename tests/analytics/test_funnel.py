"""Two hundred people, four of whom bend rules without measure: whom does a rule accuse?"""

import numpy as np
import pytest
from scipy import stats

from heedful.analytics.inference.funnel import funnel, spread

PEOPLE, GUILTY, RUNS = 200, 4, 60


def accused(runs: int) -> dict[str, tuple[float, float]]:
    """Return, for each rule, how many honest and how many guilty people it names in the mean."""
    rng = np.random.default_rng(200)
    found = {name: np.zeros(2) for name in ("twice the mean", "p < 0.05", "ours")}
    guilty = np.arange(PEOPLE) < GUILTY
    for _ in range(runs):
        expected = rng.uniform(4, 12, PEOPLE)
        taste = rng.gamma(20, 1 / 20, PEOPLE)  # honest people differ, too
        observed = rng.poisson(expected * taste * np.where(guilty, 4, 1))
        scale = observed.sum() / expected.sum()
        named = {
            "twice the mean": observed > 2 * expected * scale,
            "p < 0.05": stats.poisson.sf(observed - 1, expected * scale) < 0.05,
            "ours": np.array([place.stands_out for place in funnel(list(observed), list(expected * scale))]),
        }
        for name, who in named.items():
            found[name] += [(who & ~guilty).sum(), (who & guilty).sum()]
    return {name: tuple(each / runs) for name, each in found.items()}


@pytest.mark.feature("CA-10", part="200 people, 4 true: the honest are left in peace")
def test_the_simulation_of_the_method_page():
    found = accused(RUNS)
    assert found["ours"][0] <= 1.0
    assert found["ours"][1] >= 3.5
    assert found["twice the mean"][0] > 2.5 > found["ours"][0]
    assert found["p < 0.05"][0] > 8


def test_the_spread_is_that_of_the_honest():
    rng = np.random.default_rng(3)
    expected = rng.uniform(20, 60, 400)
    assert spread(list(rng.poisson(expected)), list(expected)) == pytest.approx(1, abs=0.15)
    clumpy = rng.poisson(expected * rng.gamma(10, 0.1, 400))
    assert spread(list(clumpy), list(expected)) > 3
    assert spread([9, 0], [1.0, 1.0]) == 1.0
