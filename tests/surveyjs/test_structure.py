"""The check of answers, and the typing of what a form sends."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.surveyjs import caps
from heedful.surveyjs.definition import DefinitionError, read
from heedful.surveyjs.forms import form_value, typed
from heedful.surveyjs.structure import check

SURVEY = json.dumps(
    {
        "elements": [
            {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10, "isRequired": True},
            {
                "type": "radiogroup",
                "name": "one",
                "choices": ["a", {"value": 2, "text": "two"}, True],
                "showOtherItem": True,
            },
            {
                "type": "checkbox",
                "name": "many",
                "choices": ["a", "b", "c"],
                "maxSelectedChoices": 2,
                "showNoneItem": True,
            },
            {"type": "text", "name": "count", "inputType": "number", "min": 1, "max": 5},
            {"type": "text", "name": "day", "inputType": "date"},
            {"type": "text", "name": "mail", "inputType": "email"},
            {"type": "boolean", "name": "yes"},
            {"type": "panel", "name": "p", "elements": [{"type": "comment", "name": "words", "maxLength": 5}]},
        ]
    }
).encode()


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ({"nps": 10, "one": "other", "one-Comment": "mine", "many": ["a", "none"], "count": 2, "yes": False}, []),
        ({"nps": 0, "day": "2026-02-28", "mail": "a@b.example", "words": "12345"}, []),
        ({"nps": 5, "one": 2}, []),
        ({"nps": 5, "one": True}, []),
        ({"nps": 5, "one": 1}, ["not_a_choice"]),
        ({"nps": 5, "many": ["a", "a"]}, ["repeated"]),
        ({"nps": 5, "many": ["a", "b", "c"]}, ["too_many"]),
        ({"nps": 5, "many": "a"}, ["wrong_type"]),
        ({"nps": 5, "many": ["z"]}, ["not_a_choice"]),
        ({"nps": 5, "count": 6}, ["out_of_range"]),
        ({"nps": 5, "count": "2"}, ["not_a_number"]),
        ({"nps": 5, "day": "2026-13-99"}, ["not_a_date"]),
        ({"nps": 5, "mail": "nobody"}, ["not_an_email"]),
        ({"nps": 5, "words": "123456"}, ["too_long"]),
        ({"nps": 5, "words-Comment": "x"}, ["unknown_question"]),
        ({"nps": 5, "other": "x"}, ["unknown_question"]),
        ({"many": []}, ["required"]),
    ],
)
def test_each_answer_is_judged_by_its_question(answers, codes):
    assert [found.code for found in check(SURVEY, answers)] == codes


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        ({"type": "regex", "regex": "^[A-Z]{2}[0-9]{3}$", "text": "Like AB123"}, "AB123", "ab"),
        ({"type": "text", "minLength": 3}, "abc", "ab"),
        ({"type": "numeric", "maxValue": 5}, "4", "6"),
        ({"type": "email"}, "a@b.example", "a"),
    ],
)
def test_the_authors_validators_are_heard(validator, good, bad):
    survey = json.dumps({"elements": [{"type": "text", "name": "t", "validators": [validator]}]}).encode()
    assert check(survey, {"t": good}) == []
    (found,) = check(survey, {"t": bad})
    assert found.code == "validator"
    assert validator.get("text", "") in found.message


def test_a_partial_needs_nothing_and_a_page_only_its_own():
    pages = json.dumps(
        {"pages": [{"elements": [{"type": "text", "name": n, "isRequired": True}]} for n in "ab"]}
    ).encode()
    assert check(pages, {}, final=False) == []
    assert [found.question for found in check(pages, {}, final=False, page=1)] == ["b"]
    assert [found.question for found in check(pages, {}, final=True)] == ["a", "b"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["nps", "one", "many", "count", "day", "mail", "yes", "words", "one-Comment", "zz"])


@given(st.dictionaries(names, json_values, max_size=5))
def test_no_input_breaks_the_check_and_what_passes_is_on_its_scale(answers):
    if check(SURVEY, answers) == []:
        assert answers["nps"] in range(11) and not isinstance(answers["nps"], bool)
        assert "zz" not in answers
        assert answers.get("yes") in (None, True, False)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_readers(body):
    for reader, refused in ((read, DefinitionError), (caps.read, caps.BodyRefused)):
        try:
            reader(body)
        except refused as error:
            assert str(error)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=6))
def test_what_the_caps_let_through_can_be_stored(answers):
    if caps.check(answers) == []:
        stored = json.dumps(answers, allow_nan=False).encode()
        assert b"\\u0000" not in stored


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({str(n): 1 for n in range(2001)}, "too_many_keys"),
        ({"a": [[[[[[[[[[1]]]]]]]]]]}, "too_deep"),
        ({"a": "x" * 30_001}, "too_long"),
        ({"a": float("inf")}, "not_a_number"),
        ({"a": ["DATA:text/plain;base64,QQ=="]}, "file"),
        ({"a\x00": 1}, "control_characters"),
    ],
)
def test_caps(answers, code):
    assert [found.code for found in caps.check(answers)] == [code]


def test_forms_send_text_and_questions_give_it_its_type():
    questions = read(SURVEY).questions
    form = {
        "q.nps": ["9"], "q.one": ["2"], "q.many": ["a", "none"], "q.count": ["2,5"], "q.yes": ["false"],
        "q.words": ["a\r\nb"], "q.mail": [" "], "q.one-Comment": ["said"],
    }  # fmt: skip
    assert typed(questions, form) == {
        "nps": 9, "one": 2, "many": ["a", "none"], "count": 2.5, "yes": False, "words": "a\nb", "one-Comment": "said",
    }  # fmt: skip
    assert typed(questions, {"q.nps": ["nine"], "q.count": ["many"]}) == {"nps": "nine", "count": "many"}


@given(st.sampled_from(read(SURVEY).questions[:3]), st.data())
def test_every_offered_choice_survives_the_form(question, data):
    choice = data.draw(st.sampled_from(question.choices))
    sent = typed([question], {"q." + question.name: [form_value(choice.value)]})[question.name]
    assert sent == ([choice.value] if question.kind == "checkbox" else choice.value)
