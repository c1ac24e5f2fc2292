"""What each answer becomes in the one shape of all feedback: a row per field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from heedful.domain.surveys.rules.about import About
from heedful.surveyjs.definition import Definition, Question


@dataclass(frozen=True, slots=True)
class AnsweredField:
    """One answered field; value is text, number, boolean or an ISO date, as field_type says."""

    field_id: str
    label: str
    field_type: str
    value: str | float | bool
    group_id: str = ""
    group_label: str = ""
    low: int | None = None
    high: int | None = None


def answered_fields(definition: Definition, about: About, answers: Mapping[str, Any]) -> tuple[AnsweredField, ...]:
    """Return one field per answer, in the order of asking; several picks give a field each.

    Choice ids are kept, never their labels, so that languages can be counted together.
    """
    return tuple(field for question in definition.questions for field in _fields(question, definition, about, answers))


def _fields(
    question: Question, definition: Definition, about: About, answers: Mapping[str, Any]
) -> Iterator[AnsweredField]:
    value = answers.get(question.name)
    label = question.title.say(definition.default_language)
    if isinstance(value, list):
        for pick in value:
            yield AnsweredField(
                f"{question.name}:{pick}"[:255], str(pick), "categorical", str(pick), question.name, label
            )
    elif value is not None:
        low, high = _scale(question, about)
        yield AnsweredField(question.name, label, _kind(question, about), _plain(question, value), low=low, high=high)
    beside = answers.get(question.comment_name)
    if isinstance(beside, str) and beside:
        yield AnsweredField(question.comment_name, label, "text", beside, question.name, label)


def _kind(question: Question, about: About) -> str:
    role = about.role_of(question.name)
    if role is not None:
        return role.kind
    if question.kind == "text":
        return {"number": "number", "range": "number", "date": "date"}.get(question.input_type, "text")
    if question.kind == "rating":
        numeric = all(isinstance(choice.value, (int, float)) for choice in question.choices)
        return "rating" if numeric else "categorical"
    if question.kind == "boolean":
        return "boolean" if question.choices[0].value is True else "categorical"
    return "text" if question.kind == "comment" else "categorical"


def _scale(question: Question, about: About) -> tuple[int | None, int | None]:
    role = about.role_of(question.name)
    if role is not None:
        return role.scale
    points = [choice.value for choice in question.choices if isinstance(choice.value, (int, float))]
    if question.kind != "rating" or len(points) != len(question.choices):
        return None, None
    return floor(min(points)), ceil(max(points))


def _plain(question: Question, value: Any) -> str | float | bool:
    if question.kind in {"radiogroup", "dropdown"} and not isinstance(value, (int, float)):
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)
