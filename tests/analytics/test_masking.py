"""Masking: what names a person, a place or a number is not read by others; the rest stays word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.text.masking import NAME, mask

PLANTED = (
    ("Call me on +254 722 000 111 please", "722"),
    ("Order KE-20934-B never came", "20934"),
    ("Write to amina.w@post.example today", "amina"),
    ("I live at 14 Moi Avenue, second door", "Moi"),
    ("Mrs Wanjiru at the counter was rude", "Wanjiru"),
    ("My name is Peter Kamau and I wait", "Kamau"),
    ("Juma promised me a call", "Juma"),
    ("The invoice JUMA ALI wrote is wrong", "ALI"),
    ("See https://track.example/?id=881", "track"),
    ("P.O. Box 4410 is where it goes", "4410"),
)


@pytest.mark.parametrize(("text", "secret"), PLANTED)
def test_what_names_somebody_is_covered(text: str, secret: str) -> None:
    assert secret not in mask(text, ["Juma Ali"])


@pytest.mark.parametrize("text", ["The parcel was late and wet.", "Nobody at the desk knew where it was", "I am sad"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert mask(text, ["Juma Ali"]) == text


@given(st.text(alphabet="abc DEF.,!?", max_size=40), st.text(alphabet="abc .", max_size=20))
def test_a_given_name_never_survives_whatever_stands_around_it(before: str, after: str) -> None:
    masked = mask(f"{before} Otieno {after}", ["Achieng Otieno"])
    assert "otieno" not in masked.casefold() and NAME in masked
