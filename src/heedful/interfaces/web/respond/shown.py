"""Questions as the plain page shows them: values checked, texts in one language, errors in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heedful.interfaces.web.respond.words import words
from heedful.surveyjs.definition import Choice, Question
from heedful.surveyjs.forms import PREFIX, form_value
from heedful.surveyjs.problems import Problem

SHOWN_AS_ROW = 11
INPUT_TYPES = frozenset({"text", "email", "number", "date", "tel", "url", "time", "month"})


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be picked."""

    id: str
    value: str
    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form."""

    id: str
    name: str
    kind: str
    title: str
    description: str
    required: bool
    options: tuple[Option, ...]
    low: str
    high: str
    input_type: str
    minimum: str
    maximum: str
    max_length: int | None
    placeholder: str
    value: str
    comment_name: str
    comment_label: str
    comment_value: str
    error: str

    @property
    def described_by(self) -> str:
        """Return the ids of what explains the field."""
        parts = [f"{self.id}-hint"] * bool(self.description or self.low or self.high)
        parts += [f"{self.id}-error"] * bool(self.error)
        return " ".join(parts)


def shown(
    questions: Sequence[Question], answers: Mapping[str, Any], problems: Sequence[Problem], language: str
) -> list[Field]:
    """Return the fields of a page with what was answered so far and what is wrong with it."""
    errors = {found.question: sentence(found, language) for found in reversed(problems)}
    return [_field(question, number, answers, errors, language) for number, question in enumerate(questions, 1)]


def sentence(found: Problem, language: str) -> str:
    """Say a problem in the reader's language."""
    spoken = words(language)
    text = spoken.get(found.code) or (found.message if found.code == "validator" else spoken["wrong"])
    for name, bound in (("value", found.value), *found.bounds):
        text = text.replace("{" + name + "}", bound)
    return text


def _field(
    question: Question, number: int, answers: Mapping[str, Any], errors: Mapping[str, str], language: str
) -> Field:
    given = answers.get(question.name)
    with_comment = question.has_other or question.has_comment
    kind = "dropdown" if question.kind == "rating" and len(question.choices) > SHOWN_AS_ROW else question.kind
    return Field(
        id=f"q{number}",
        name=PREFIX + question.name,
        kind=kind,
        title=question.title.say(language),
        description=question.description.say(language),
        required=question.required,
        options=tuple(_option(question, choice, n, given, language) for n, choice in enumerate(question.choices)),
        low=question.low.say(language),
        high=question.high.say(language),
        input_type=question.input_type if question.input_type in INPUT_TYPES else "text",
        minimum="" if question.minimum is None else f"{question.minimum:g}",
        maximum="" if question.maximum is None else f"{question.maximum:g}",
        max_length=question.max_length,
        placeholder=question.placeholder.say(language),
        value="" if given is None or isinstance(given, (list, dict)) else form_value(given),
        comment_name=PREFIX + question.comment_name if with_comment else "",
        comment_label=question.comment_label.say(language) or words(language)["say_more"],
        comment_value=str(answers.get(question.comment_name) or ""),
        error=errors.get(question.name) or errors.get(question.comment_name, ""),
    )


def _option(question: Question, choice: Choice, number: int, given: Any, language: str) -> Option:
    value = form_value(choice.value)
    picked = (
        [form_value(one) for one in given]
        if isinstance(given, list)
        else [form_value(given)]
        if given is not None
        else []
    )
    text = choice.text.say(language)
    if not text and question.kind == "boolean":
        text = words(language)["yes" if number == 0 else "no"]
    if not text and question.kind != "rating":
        text = {"other": words(language)["other"], "none": words(language)["none"]}.get(value, value)
    return Option(f"o{number}", value, text or value, value in picked)
