"""Coaching that does nothing must not look like a success, although the worst get better by themselves."""

import random

import pytest

from heedful.analytics.inference.coached import Colleague, effect_of_coaching
from heedful.analytics.inference.finding import Grade
from heedful.analytics.inference.intervals import share_difference
from tests.analytics.worlds import coached_quartile


@pytest.mark.feature("EM-4")
def test_coaching_without_effect_shows_none() -> None:
    chance = random.Random(20_261_126)
    shown = sum(effect_of_coaching(coached_quartile(chance, 0.0)).shown for _ in range(400))
    assert shown <= 40


def test_negative_control_before_against_after_is_fooled() -> None:
    chance, fooled = random.Random(11), 0
    for _ in range(60):
        those = [each for each in coached_quartile(chance, 0.0) if each.coached]
        after = sum(each.good_after for each in those), sum(each.n_after for each in those)
        before = sum(each.good_before for each in those), sum(each.n_before for each in those)
        fooled += share_difference(after, before)[0] > 0
    assert fooled > 20, "regression to the mean is planted: far more than the 10 % allowed"


@pytest.mark.feature("EM-4", part="coaching that adds 15 points is seen, without bias, in most companies")
def test_coaching_that_works_is_seen() -> None:
    chance = random.Random(5)
    found = [effect_of_coaching(coached_quartile(chance, 0.15)) for _ in range(100)]
    assert sum(each.shown and each.estimate > 0 for each in found) >= 85
    assert sum(each.estimate for each in found) / 100 == pytest.approx(15, abs=2)
    assert all(each.grade is Grade.ADJUSTED for each in found)


def test_too_few_give_no_interval() -> None:
    few = [Colleague(8, 10, 8, 10, place < 4) for place in range(30)]
    assert effect_of_coaching(few).low is None
    thin = [Colleague(8, 9, 8, 10, place < 10) for place in range(30)]
    found = effect_of_coaching(thin)
    assert (found.n_used, found.n_dropped) == (0, 30)
    alike = [Colleague(8, 10, 8, 10, place < 10) for place in range(30)]
    assert effect_of_coaching(alike).low is None, "without any difference there is no error to judge by"
