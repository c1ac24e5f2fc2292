"""The product-limit estimate against hand values and by its properties; items of a check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.inference.items import read_items
from heedful.analytics.inference.survival import product_limit
from heedful.analytics.text.plain import in_words, lix

WAITS = st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=40)
SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_the_remission_times_of_freireich_give_the_published_curve() -> None:
    """21 patients on 6-MP; the survival column of Cox and Oakes 1984, table 1.1 worked out: 0.857 ... 0.448."""
    curve = product_limit([(t, True) for t in SIX_MP] + [(t, False) for t in SIX_MP_CENSORED])
    found = [(step.at, step.at_risk, round(step.surviving, 4)) for step in curve.steps]
    assert found == [
        (6, 21, 0.8571), (7, 17, 0.8067), (10, 15, 0.7529), (13, 12, 0.6902), (16, 11, 0.6275), (22, 7, 0.5378),
        (23, 6, 0.4482),
    ]  # fmt: skip
    assert (curve.quantile(0.5), curve.quantile(0.9), curve.n, curve.events) == (23, None, 21, 9)


def test_a_survival_of_exactly_one_half_is_the_median() -> None:
    assert product_limit([(3, True), (5, True), (7, True), (9, True)]).quantile(0.5) == 5


def test_nobody_gives_no_curve() -> None:
    assert product_limit([]).steps == ()
    assert product_limit([]).quantile(0.5) is None


@given(WAITS, st.integers(0, 60))
@pytest.mark.invariant("M4")
def test_one_more_who_does_not_answer_never_shortens_the_median(waits: list[tuple[int, bool]], silent: int) -> None:
    horizon = max(silent, *(at for at, _ in waits))
    before, after = (product_limit(each).quantile(0.5) for each in (waits, [*waits, (horizon, False)]))
    assert after is None or (before is not None and after >= before)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_without_censoring_it_is_the_plain_share_still_waiting(times: list[int]) -> None:
    for step in product_limit([(t, True) for t in times]).steps:
        assert step.surviving == pytest.approx(sum(t > step.at for t in times) / len(times), abs=1e-12)


def test_items_without_answers_or_without_variation_have_no_figures() -> None:
    nothing = read_items([], {"a": 0}, options=4)["a"]
    assert (nothing.n, nothing.share, nothing.corrected, nothing.discrimination, nothing.weak) == (
        0, None, None, None, False,
    )  # fmt: skip
    same = read_items([{"a": 0, "b": 0}, {"a": 0, "b": 1}], {"a": 0, "b": 0}, options=4)["a"]
    assert (same.share, same.corrected, same.discrimination, same.text_in_doubt) == (1, 1, None, False)


def test_blind_guessing_corrects_to_zero_and_an_item_that_points_the_wrong_way_is_weak() -> None:
    guess = read_items([{"a": n % 4} for n in range(40)], {"a": 0}, options=4)["a"]
    assert (guess.share, guess.corrected) == (0.25, 0)
    inverse = [{"a": 0, "b": 1, "c": 1}] * 5 + [{"a": 1, "b": 0, "c": 0}] * 5
    assert read_items(inverse, {"a": 0, "b": 0, "c": 0}, options=4)["a"].weak


def test_plain_words_read_easier_than_long_ones() -> None:
    plain = lix("We sort once. It is done at night. You get it sooner.")
    heavy = lix("Notwithstanding organisational considerations, consolidated sortation procedures become operational.")
    assert plain is not None and heavy is not None
    assert in_words(plain) == "very easy"
    assert [in_words(index) for index in (30, 45, 59, heavy)] == ["easy", "medium", "hard", "very hard"]
