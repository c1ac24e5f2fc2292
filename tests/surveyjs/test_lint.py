"""What the lint sees, each by a document that has just that fault."""

import json

import pytest

from heedful.surveyjs.lint import Role, hostile, lint


def document(*questions, **whole):
    return json.dumps({"elements": list(questions), **whole}).encode()


NPS = {"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (document(), "no_question"),
        (document({**NPS, "visibleIf": "{a} = 1"}), "needs_engine"),
        (document(NPS, triggers=[{"type": "complete"}]), "needs_engine"),
        (document(NPS, calculatedValues=[{"name": "x", "expression": "1"}]), "needs_engine"),
        (document({"type": "dropdown", "name": "d", "choicesByUrl": {"url": "https://x.example"}}), "choices_by_url"),
        (document(NPS, {"type": "file", "name": "f", "storeDataAsText": True}), "store_data_as_text"),
        (
            document({"type": "text", "name": "t", "validators": [{"type": "regex", "regex": "^(a+)+$"}]}),
            "hostile_regex",
        ),
        (document({"type": "matrix", "name": "m"}), "unsupported_type"),
        (document({"type": "radiogroup", "name": "r"}), "no_choices"),
        (document({"type": "radiogroup", "name": "r", "choices": ["a", "a"]}), "repeated_choice"),
        (document(NPS, NPS), "repeated_name"),
        (document({**NPS, "name": "x-Comment"}), "bad_name"),
        (b"{", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"[" * 100_000, "unreadable"),
    ],
)
def test_an_error_is_found(given, code):
    assert code in [found.code for found in lint(given) if found.severity == "error"]


def test_a_clean_document_has_no_finding():
    assert lint(document(NPS), roles=[Role("nps", "nps", 0, 10)], languages=["en"]) == []


@pytest.mark.parametrize(
    ("question", "role", "found"),
    [
        (NPS, Role("nps", "nps", 0, 10), []),
        (NPS, Role("nps", "nps", 1, 10), ["wrong_scale"]),
        ({**NPS, "rateMax": 9}, Role("nps", "nps", 0, 10), ["wrong_scale"]),
        ({**NPS, "rateStep": 2}, Role("nps", "nps", 0, 10), ["wrong_scale"]),
        ({"type": "rating", "name": "nps"}, Role("nps", "csat", 1, 5), []),
        ({"type": "rating", "name": "nps", "rateMax": 7}, Role("nps", "ces", 1, 7), []),
        ({"type": "rating", "name": "nps"}, Role("nps", "ces", 1, 5), []),
        ({"type": "rating", "name": "nps", "rateMax": 3}, Role("nps", "csat", 1, 3), ["wrong_scale"]),
        ({"type": "comment", "name": "nps"}, Role("nps", "nps", 0, 10), ["wrong_scale"]),
        (NPS, Role("npz", "nps", 0, 10), ["unknown_question"]),
    ],
)
def test_a_metric_stands_on_its_own_scale_only(question, role, found):
    assert [one.code for one in lint(document(question), roles=[role])] == found


def test_missing_translations_are_listed_but_do_not_block():
    given = document({**NPS, "title": {"default": "How?", "fr": "Comment ?"}}, title={"default": "T", "sw": "S"})
    findings = lint(given, languages=["en", "fr", "sw"])
    assert {one.severity for one in findings} == {"warning"}
    assert {(one.where, one.message) for one in findings} == {
        ("title", "no text in fr"),
        ("nps.title", "no text in sw"),
    }


@pytest.mark.parametrize("pattern", ["(a|a)*b", "(a*)*", "(.*a){20}", "(a+)+$", "(", "x" * 300, r"(\d+)*x"])
def test_hostile_patterns_are_known(pattern):
    assert hostile(pattern)


@pytest.mark.parametrize("pattern", [r"^[A-Z]{2}\d{4}$", "a+b", r"^\+?[0-9 ]{6,15}$"])
def test_ordinary_patterns_pass(pattern):
    assert not hostile(pattern)
