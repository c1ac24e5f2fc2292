"""The opening audit against twenty transcripts labelled by hand."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.text.opening import opening
from tests.analytics.openings import LABELLED


@pytest.mark.feature("JO-6", part="20 transcripts written for the test; none that the rules had not seen")
def test_the_mean_absolute_error_on_twenty_labelled_transcripts_is_at_most_one_question() -> None:
    assert len(LABELLED) == 20
    found = [opening(text) for text, _ in LABELLED]
    errors = [abs(len(each.questions) - label[0]) for each, (_, label) in zip(found, LABELLED, strict=True)]
    assert fmean(errors) <= 1, errors
    right = [each.offered == label[2] for each, (_, label) in zip(found, LABELLED, strict=True)]
    assert sum(right) >= 18, right
    timed = [(each.seconds, label[1]) for each, (_, label) in zip(found, LABELLED, strict=True) if label[1] is not None]
    assert len(timed) == 4 and sum(have == want for have, want in timed) >= 3, timed


@given(st.text(max_size=400))
def test_any_text_has_an_opening(text: str) -> None:
    found = opening(text)
    assert found.offered or (found.seconds is None and found.offer == "")


def test_a_hostile_text_is_read_in_time_that_grows_with_its_length() -> None:
    assert len(opening("Agent: " + "your " * 80_000).questions) == 0


def test_nothing_is_help_before_the_customer_has_spoken() -> None:
    told = "Agent: We have new prices this week. What is your name?\nCustomer: Ali.\nAgent: I will change it\nfor you."
    assert opening(told).questions == ("What is your name?",)
    assert opening(told).offer == "I will change it for you."
