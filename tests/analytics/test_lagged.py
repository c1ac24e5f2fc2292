"""Employees and customers by unit: a planted lag is found, and chance is not."""

import numpy as np
import pytest

from heedful.analytics.inference.lagged import Way, links
from tests.analytics.worlds import panel


def recovered(runs: int, seed: int) -> int:
    chance, found = np.random.default_rng(seed), 0
    for _ in range(runs):
        claim = links(*panel(chance, 0.5, 2)).claim
        if claim and (claim.way, claim.lag) == (Way.EX_CX, 2):
            found += (claim.finding.low or 0) <= 0.5 <= (claim.finding.high or 0)
    return found


def claimed(runs: int, seed: int) -> int:
    chance = np.random.default_rng(seed)
    return sum(links(*panel(chance, 0.0, 2)).claim is not None for _ in range(runs))


@pytest.mark.feature("EM-2", part="planted lag and effect inside the interval in 36 of 40")
def test_a_planted_link_is_found() -> None:
    assert recovered(40, 1) >= 36


@pytest.mark.feature("EM-2", part="units that differ in both for other reasons: no claim in 57 of 60")
def test_no_link_gives_no_claim() -> None:
    assert claimed(60, 2) <= 3


@pytest.mark.slow
@pytest.mark.feature("EM-2", part="planted recovered in >= 90 %, null claims in <= 5 %, 300 companies each")
def test_at_full_size() -> None:
    assert recovered(300, 3) >= 270
    assert claimed(300, 4) <= 15


def test_the_other_direction_and_too_few_units() -> None:
    ex, cx = panel(np.random.default_rng(6), 0.6, 1)
    turned = links(cx, ex)
    assert turned.claim is not None
    assert (turned.claim.way, turned.claim.lag) == (Way.CX_EX, 1)
    assert len(turned.lags) == 8
    few = links(*panel(np.random.default_rng(6), 0.6, 1, units=19))
    assert few.claim is None
    assert "20 are needed" in few.refused
