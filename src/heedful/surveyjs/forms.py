"""Typing of plain form strings by question: a browser without JavaScript sends text only."""

from collections.abc import Mapping, Sequence
from typing import Any

from heedful.surveyjs.definition import Question, Scalar

PREFIX = "q."


def typed(questions: Sequence[Question], form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return answers with the types of the questions; what cannot be typed stays text, so that the check names it.

    Blank fields are unanswered and absent from the result.
    """
    answers: dict[str, Any] = {}
    for question in questions:
        sent = [value.replace("\r\n", "\n") for value in form.get(PREFIX + question.name, ())]
        picked = [value for value in sent if value.strip()]
        if picked:
            answers[question.name] = _value(question, picked)
        beside = "".join(form.get(PREFIX + question.comment_name, ())[:1]).replace("\r\n", "\n")
        if beside.strip() and (question.has_other or question.has_comment):
            answers[question.comment_name] = beside
    return answers


def _value(question: Question, sent: list[str]) -> Any:
    if question.kind == "checkbox":
        return [_choice(question, value) for value in sent]
    if question.kind in {"rating", "radiogroup", "dropdown", "boolean"}:
        return _choice(question, sent[0])
    if question.kind == "text" and question.input_type in {"number", "range"}:
        return _number(sent[0])
    return sent[0]


def _choice(question: Question, sent: str) -> Scalar:
    return next((choice.value for choice in question.choices if form_value(choice.value) == sent), sent)


def form_value(value: Scalar) -> str:
    """Return how a value is written in a form.

    >>> form_value(True), form_value(9), form_value("a")
    ('true', '9', 'a')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(sent: str) -> int | float | str:
    text = sent.strip().replace(",", ".") if sent.count(",") == 1 and "." not in sent else sent.strip()
    try:
        number = float(text)
    except ValueError:
        return sent
    return int(text) if text.lstrip("+-").isdigit() else number
