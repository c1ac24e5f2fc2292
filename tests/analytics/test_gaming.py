"""The gaming watch's arithmetic: a planted pattern is found, worlds without one stay below the stated rate."""

import csv
import gzip
from functools import cache

import numpy as np
import pytest

from heedful.analytics.inference.gaming import BEGGED, LEAST_EXCESS, LEAST_ODDS, begged, heaps, leaning
from heedful.analytics.text.begging import begs, tells_of_begging
from tests.analytics.data import DATA, needs_data

STEPS = np.array([-2.4, -2.1, -1.9, -1.7, -1.5, -1.2, -0.9, -0.4, 0.2, 0.7])
UNITS, LEVEL = 12, 0.05


def scores(chance: np.random.Generator, level: float, spread: float, n: int) -> list[int]:
    return np.bincount(np.searchsorted(STEPS, chance.normal(level, spread, n)), minlength=11).tolist()  # type: ignore[no-any-return]


def world(chance: np.random.Generator, differ: float = 0.25) -> dict[str, list[int]]:
    """Units of really different service, which is no gaming."""
    return {
        str(unit): scores(
            chance, chance.normal(0, differ), np.exp(chance.normal(0, 0.1)), int(chance.integers(150, 600))
        )
        for unit in range(UNITS)
    }


def alarms(chance: np.random.Generator) -> bool:
    """Run a page of one company where nobody games: heaps, two choices and comments of every unit, one family."""
    tried = [each.chance for each in heaps(world(chance)).values() if each.excess > LEAST_EXCESS]
    for _ in range(UNITS):
        for _ in range(2):
            rate = chance.uniform(0.1, 0.9)
            strata = [
                (int(chance.binomial(n, rate)), n, int(chance.binomial(m, rate)), m) for n, m in ((90, 30), (60, 25))
            ]
            found = leaning(strata)
            assert found is not None
            if found.odds > LEAST_ODDS:
                tried.append(found.chance)
        told = int(chance.binomial(400, BEGGED))
        if told >= 3:
            tried.append(begged(told, 400))
    return any(each < LEVEL / (4 * UNITS) for each in tried)


def test_of_companies_where_nobody_games_at_most_one_in_twenty_sees_a_sign() -> None:
    chance = np.random.default_rng(8)
    pages = 300
    rate = sum(alarms(chance) for _ in range(pages)) / pages
    assert rate <= LEVEL + 4 * (LEVEL * (1 - LEVEL) / pages) ** 0.5


@pytest.mark.parametrize(("best", "share"), [(0, 0.45), (1, 0.35)])
def test_a_planted_heap_is_found_in_four_of_five_companies_and_in_its_unit(best: int, share: float) -> None:
    chance = np.random.default_rng(9)
    right = 0
    for _ in range(50):
        counts = world(chance, differ=0.1)
        gamed = scores(chance, 0, 1, int(500 * (1 - share)))
        gamed[10 - best] += int(500 * share)
        found = heaps({**counts, "gamed": gamed})
        right += found["gamed"].chance < LEVEL / (4 * UNITS) and found["gamed"].place == 10 - best
    assert right >= 40


def test_who_chooses_is_found_and_who_asks_where_nothing_goes_wrong_is_not() -> None:
    chosen = leaning([(80, 100, 30, 100), (40, 50, 10, 40)])
    assert chosen is not None and chosen.chance < 1e-6 and chosen.good > chosen.bad
    # one touchpoint asks nearly everybody and goes well, another asks few and goes badly: nobody chooses
    steady = leaning([(180, 200, 18, 20), (4, 20, 40, 200)])
    assert steady is not None and steady.chance > 0.2
    assert leaning([(5, 10, 2, 10)]) is None and leaning([(50, 100, 0, 0)]) is None
    assert heaps({"a": [100] * 11, "b": [100] * 11}) == {}


@cache
def comments() -> list[str]:
    found = []
    for name in (
        "airline_tweets",
        "ba_reviews_2014_2019",
        "fabsa_11_organisations",
        "gym_reviews_508",
        "skytrax_lounge",
    ):
        with gzip.open(DATA / "text" / f"{name}.csv.gz", "rt", errors="replace") as file:
            found += [max(row, key=len) for row in csv.reader(file)]
    return found


@needs_data
def test_ordinary_comments_stay_below_the_stated_rate() -> None:
    assert sum(map(tells_of_begging, comments())) / len(comments()) <= BEGGED


@pytest.mark.parametrize(
    "text",
    [
        "Please give us a 10 if you can.",
        "We would love you to rate us five stars!",
        "Anything less than a 9 counts as a failure.",
        "My bonus depends on your answer.",
        "Only a 10 counts for our team.",
    ],
)
def test_words_that_beg_are_found(text: str) -> None:
    assert begs(f"How was your visit? {text} Thank you.") in text


@pytest.mark.parametrize(
    "text",
    [
        "How likely are you to recommend us, from 0 to 10?",
        "Please tell us in a few words what we could do better.",
        "10: extremely likely",
        "How satisfied are you with this delivery?",
    ],
)
def test_plain_questions_do_not_beg(text: str) -> None:
    assert begs(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The fitter asked me to give him a 10.",
        "She begged us to leave 5 stars before she left",
        "They told me to rate a nine or ten or he loses pay",
        "He kept asking me to give a good review.",
    ],
)
def test_customers_who_tell_of_it_are_heard(text: str) -> None:
    assert tells_of_begging(text)
