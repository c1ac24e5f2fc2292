"""Structural validation: does each answer fit its question? Conditions belong to the engine, not here."""

import math
from functools import lru_cache
from typing import Any

from surveyjs import SurveyCreator, SurveyForm

from heedful.surveyjs import caps
from heedful.surveyjs.definition import COMMENT_SUFFIX, Definition, Question, read
from heedful.surveyjs.problems import Problem, problem

DATE_TYPES = frozenset({"date", "datetime-local", "month", "time", "week"})


@lru_cache(maxsize=256)
def load(document: bytes) -> Definition:
    """Read a document once per process: a published version never changes."""
    return read(document)


@lru_cache(maxsize=256)
def _creator(document: bytes) -> SurveyCreator:
    return SurveyCreator(document.decode("utf-8"))


def check(document: bytes, answers: dict[str, Any], *, final: bool = True, page: int | None = None) -> list[Problem]:
    """Return everything in the answers that does not fit, in the order of asking; empty when all is well.

    final also demands required answers; page (from 0) limits that demand to one page.

    >>> nps = b'{"elements": [{"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10}]}'
    >>> [found.code for found in check(nps, {"nps": 42})], check(nps, {"nps": 9})
    (['not_a_choice'], [])
    """
    definition = load(document)
    found = caps.check(answers)
    if found:
        return found
    questions = definition.questions
    for question in questions:
        if answers.get(question.name) is not None:
            found.extend(check_answer(question, answers[question.name]))
    found.extend(_check_keys(questions, answers))
    if not found:
        found.extend(_check_with_library(document, definition, answers))
    if final or page is not None:
        asked = questions if page is None else definition.pages[page].questions
        found.extend(_missing(question) for question in asked if question.required and not _given(question, answers))
    return found


def check_answer(question: Question, value: Any) -> list[Problem]:
    """Return what is wrong with one given answer."""
    if question.kind == "checkbox":
        return _check_picks(question, value)
    if question.kind in {"rating", "radiogroup", "dropdown", "boolean"}:
        return _check_pick(question, value)
    if question.kind == "text" and question.input_type in {"number", "range"}:
        return _check_number(question, value)
    if question.kind in {"text", "comment"}:
        return _check_text(question, value)
    return []


def _given(question: Question, answers: dict[str, Any]) -> bool:
    value = answers.get(question.name)
    return value is not None and value != "" and value != []


def _missing(question: Question) -> Problem:
    return problem(question.name, "required", "", "this question needs an answer", "give an answer")


def _same(value: Any, allowed: Any) -> bool:
    return bool(value == allowed) and isinstance(value, bool) == isinstance(allowed, bool)


def _check_pick(question: Question, value: Any) -> list[Problem]:
    allowed = [choice.value for choice in question.choices]
    if isinstance(value, (str, int, float)) and any(_same(value, one) for one in allowed):
        return []
    low, high = (allowed[0], allowed[-1]) if allowed else ("", "")
    if question.kind == "rating":
        fix = f"choose a value from {low} to {high}"
    else:
        fix = "choose one of " + ", ".join(str(one) for one in allowed[:12])
    return [
        problem(question.name, "not_a_choice", value, "the value is not among the answers", fix, low=low, high=high)
    ]


def _check_picks(question: Question, value: Any) -> list[Problem]:
    if not isinstance(value, list):
        return [problem(question.name, "wrong_type", value, "a list of answers is needed", "send a list")]
    found = [wrong for one in value for wrong in _check_pick(question, one)]
    if len({(type(one).__name__, str(one)) for one in value}) != len(value):
        found.append(problem(question.name, "repeated", value, "an answer is there twice", "name each answer once"))
    if len(value) < question.min_picked:
        fix = f"choose at least {question.min_picked}"
        found.append(problem(question.name, "too_few", value, "too few answers", fix, limit=question.min_picked))
    if question.max_picked is not None and len(value) > question.max_picked:
        fix = f"choose at most {question.max_picked}"
        found.append(problem(question.name, "too_many", value, "too many answers", fix, limit=question.max_picked))
    return found


def _check_number(question: Question, value: Any) -> list[Problem]:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return [problem(question.name, "not_a_number", value, "the answer is not a number", "give a number")]
    low, high = question.minimum, question.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        low_text, high_text = (f"{bound:g}" if bound is not None else "any" for bound in (low, high))
        fix = f"give a number from {low_text} to {high_text}"
        return [problem(question.name, "out_of_range", value, "out of range", fix, low=low_text, high=high_text)]
    return []


def _check_text(question: Question, value: Any) -> list[Problem]:
    if not isinstance(value, str):
        return [problem(question.name, "wrong_type", value, "the answer is not text", "give text")]
    if question.max_length is not None and len(value) > question.max_length:
        message = f"the text has {len(value)} characters; the limit is {question.max_length}"
        return [problem(question.name, "too_long", value, message, "shorten the text", limit=question.max_length)]
    if question.input_type == "email" and not _mail_like(value):
        return [problem(question.name, "not_an_email", value, "this is not an e-mail address", "write name@domain")]
    return []


def _mail_like(value: str) -> bool:
    name, _, domain = value.strip().rpartition("@")
    return bool(name) and "." in domain.strip(".") and not any(letter.isspace() for letter in value.strip())


def _check_keys(questions: tuple[Question, ...], answers: dict[str, Any]) -> list[Problem]:
    found = []
    by_name = {question.name: question for question in questions}
    for key, value in answers.items():
        if key in by_name:
            continue
        owner = by_name.get(key.removesuffix(COMMENT_SUFFIX)) if key.endswith(COMMENT_SUFFIX) else None
        if owner is None or not (owner.has_other or owner.has_comment):
            found.append(problem(key, "unknown_question", value, "no question has this name", "leave it out"))
        elif not isinstance(value, str):
            found.append(problem(key, "wrong_type", value, "the answer is not text", "give text"))
    return found


def _check_with_library(document: bytes, definition: Definition, answers: dict[str, Any]) -> list[Problem]:
    """The second opinion of the library, which also knows the types that the plain page does not show."""
    own = {name: value for name, value in answers.items() if definition.question(name) is not None}
    found = []
    for message in _creator(document).check_values(own):
        path, _, said = message.partition(": ")
        question = path.split("[")[0].split(".")[0]
        kind = definition.question(question)
        code = "not_a_date" if kind is not None and kind.input_type in DATE_TYPES else "structure"
        found.append(problem(question, code, own.get(question, ""), said or message, "answer as the question asks"))
    return found or _check_validators(document, definition, own)


def _check_validators(document: bytes, definition: Definition, answers: dict[str, Any]) -> list[Problem]:
    """The author's own validators: numeric, text, answercount, regex, email. The lint refuses hostile patterns."""
    names = [one.name for one in definition.questions if one.raw.get("validators") and one.name in answers]
    if not names:
        return []
    form = SurveyForm(answers, _creator(document))
    return [
        problem(name, "validator", answers[name], said, "answer as the question asks")
        for name in names
        for code, said in form.questions[name].validation_errors().items()
        if code != "required"
    ]
