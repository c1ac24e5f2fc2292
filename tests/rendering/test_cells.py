"""Cells that no spreadsheet runs."""

import pytest

from heedful.rendering.cells import cell


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(first):
    assert cell(first + "1+1") == "'" + first + "1+1"
    assert cell("a" + first) == "a" + first


@pytest.mark.parametrize("value", [-4, -4.5, 0, None, "", "plain"])
def test_numbers_and_plain_words_stay_as_they_are(value):
    assert cell(value) == value
