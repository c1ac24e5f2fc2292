"""What a SurveyJS document asks, as frozen values. The document itself stays as it was received."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Scalar = str | int | float | bool

PLAIN_KINDS = frozenset({"rating", "radiogroup", "checkbox", "dropdown", "text", "comment", "boolean"})
COMMENT_SUFFIX = "-Comment"
OTHER = "other"
NONE = "none"
MAX_DOCUMENT_BYTES = 1024 * 1024


class DefinitionError(ValueError):
    """The bytes are no SurveyJS document; the message says where."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in several languages; "default" is the document's own."""

    by_language: tuple[tuple[str, str], ...] = ()

    def say(self, language: str) -> str:
        """Return the text in this language, else the default, else any."""
        texts = dict(self.by_language)
        return texts.get(language) or texts.get("default") or next(iter(texts.values()), "")

    def spoken(self, language: str, default_language: str) -> bool:
        """Tell whether nothing is missing in this language; an absent text is missing nowhere."""
        texts = dict(self.by_language)
        return not any(texts.values()) or bool(
            texts.get(language) or (language == default_language and texts.get("default"))
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be picked, and what stands beside it."""

    value: Scalar
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question with everything that the plain page and the checks need."""

    name: str
    kind: str
    title: Text
    description: Text
    required: bool
    choices: tuple[Choice, ...]
    low: Text
    high: Text
    input_type: str
    max_length: int | None
    minimum: float | None
    maximum: float | None
    min_picked: int
    max_picked: int | None
    has_other: bool
    has_comment: bool
    comment_label: Text
    placeholder: Text
    raw: Mapping[str, Any] = field(repr=False, compare=False, hash=False)

    @property
    def comment_name(self) -> str:
        """Return the key under which SurveyJS keeps the text beside this question."""
        return self.name + COMMENT_SUFFIX


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions."""

    name: str
    title: Text
    description: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole survey as asked."""

    sha256: str
    title: Text
    description: Text
    thanks: Text
    default_language: str
    pages: tuple[Page, ...]
    raw: Mapping[str, Any] = field(repr=False, compare=False, hash=False)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return every question in the order of asking."""
        return tuple(question for page in self.pages for question in page.questions)

    def question(self, name: str) -> Question | None:
        """Return the question of this name, if there is one."""
        return next((question for question in self.questions if question.name == name), None)


def digest(document: bytes) -> str:
    """Return the SHA-256 of the bytes as received, in hexadecimal.

    >>> digest(b"{}")[:8]
    '44136fa3'
    """
    return sha256(document).hexdigest()


def read(document: bytes) -> Definition:
    """Read the document; raise DefinitionError naming line and column, or the key that is wrong.

    >>> read(b'{"elements": [{"type": "rating", "name": "nps", "rateMin": 0, "rateMax": 10}]}').questions[0].name
    'nps'
    """
    if len(document) > MAX_DOCUMENT_BYTES:
        raise DefinitionError(f"the document has {len(document)} bytes; at most {MAX_DOCUMENT_BYTES} are read")
    try:
        raw = json.loads(document.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError(f"byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except json.JSONDecodeError as error:
        raise DefinitionError(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise DefinitionError("the document is nested too deeply") from error
    if not isinstance(raw, dict):
        raise DefinitionError("the document must be an object with pages or elements")
    pages = raw.get("pages") or [{"name": "page1", "elements": raw.get("elements", [])}]
    if not isinstance(pages, list):
        raise DefinitionError("pages must be a list")
    return Definition(
        sha256=digest(document),
        title=_text(raw.get("title")),
        description=_text(raw.get("description")),
        thanks=_text(raw.get("completedHtml")),
        default_language=str(raw.get("locale") or "en"),
        pages=tuple(_page(page, number) for number, page in enumerate(pages, 1)),
        raw=raw,
    )


def elements(parent: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every element below a page, looking through plain panels."""
    listed = parent.get("elements", [])
    if not isinstance(listed, list):
        raise DefinitionError("elements must be a list")
    for element in listed:
        if not isinstance(element, dict):
            raise DefinitionError("an element must be an object with type and name")
        if element.get("type") == "panel":
            yield from elements(element)
        else:
            yield element


def _page(raw: Any, number: int) -> Page:
    if not isinstance(raw, dict):
        raise DefinitionError(f"page {number} must be an object")
    return Page(
        name=str(raw.get("name") or f"page{number}"),
        title=_text(raw.get("title")),
        description=_text(raw.get("description")),
        questions=tuple(_question(element) for element in elements(raw)),
    )


def _question(raw: Mapping[str, Any]) -> Question:
    kind, name = raw.get("type"), raw.get("name")
    if not isinstance(kind, str) or not isinstance(name, str) or not name:
        raise DefinitionError(f"an element needs type and name, got type {kind!r} and name {name!r}")
    other = bool(raw.get("showOtherItem", raw.get("hasOther", False)))
    return Question(
        name=name,
        kind=kind,
        title=_text(raw.get("title")) if raw.get("title") else Text((("default", name),)),
        description=_text(raw.get("description")),
        required=bool(raw.get("isRequired", False)),
        choices=_choices(raw, kind, other),
        low=_text(raw.get("minRateDescription")),
        high=_text(raw.get("maxRateDescription")),
        input_type=str(raw.get("inputType") or "text"),
        max_length=_integer(raw.get("maxLength")),
        minimum=_number(raw.get("min")),
        maximum=_number(raw.get("max")),
        min_picked=_integer(raw.get("minSelectedChoices")) or 0,
        max_picked=_integer(raw.get("maxSelectedChoices")) or None,
        has_other=other,
        has_comment=bool(raw.get("showCommentArea", raw.get("hasComment", False))),
        comment_label=_text(raw.get("otherText") if other else raw.get("commentText")),
        placeholder=_text(raw.get("placeholder") or raw.get("placeHolder")),
        raw=raw,
    )


def _choices(raw: Mapping[str, Any], kind: str, other: bool) -> tuple[Choice, ...]:
    if kind == "rating":
        return _scale(raw)
    if kind == "boolean":
        return (
            Choice(raw.get("valueTrue", True), _text(raw.get("labelTrue"))),
            Choice(raw.get("valueFalse", False), _text(raw.get("labelFalse"))),
        )
    listed = raw.get("choices", [])
    if not isinstance(listed, list):
        raise DefinitionError(f"{raw.get('name')}: choices must be a list")
    choices = [_choice(item, raw) for item in listed]
    if other:
        choices.append(Choice(OTHER, _text(raw.get("otherText"))))
    if raw.get("showNoneItem", raw.get("hasNone", False)):
        choices.append(Choice(NONE, _text(raw.get("noneText"))))
    return tuple(choices)


def _scale(raw: Mapping[str, Any]) -> tuple[Choice, ...]:
    listed = raw.get("rateValues")
    if isinstance(listed, list) and listed:
        return tuple(_choice(item, raw) for item in listed)
    low, high, step = (_number(raw.get(key, usual)) for key, usual in (("rateMin", 1), ("rateMax", 5), ("rateStep", 1)))
    if low is None or high is None or not step or step < 0 or high <= low or (high - low) / step > 100:
        raise DefinitionError(f"{raw.get('name')}: rateMin, rateMax and rateStep make no scale")
    points = [low + step * number for number in range(int((high - low) / step) + 1)]
    return tuple(Choice(int(point) if point == int(point) else point, Text()) for point in points)


def _choice(item: Any, raw: Mapping[str, Any]) -> Choice:
    value, text = (item.get("value"), item.get("text")) if isinstance(item, dict) else (item, None)
    if not isinstance(value, (str, int, float, bool)):
        raise DefinitionError(f"{raw.get('name')}: a choice needs a plain value, got {item!r}")
    return Choice(value, _text(text))


def _text(raw: Any) -> Text:
    if isinstance(raw, str):
        return Text((("default", raw),)) if raw else Text()
    if isinstance(raw, dict):
        return Text(tuple((str(language), str(text)) for language, text in raw.items()))
    return Text()


def _number(raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return None
    try:
        return float(raw)
    except ValueError:
        return None


def _integer(raw: Any) -> int | None:
    number = _number(raw)
    return int(number) if number is not None and number > 0 and number == int(number) else None
