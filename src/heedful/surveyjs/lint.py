"""What must be put right before a survey may ask anybody. Errors block publishing, warnings are listed."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from heedful.surveyjs.caps import FORBIDDEN
from heedful.surveyjs.definition import COMMENT_SUFFIX, PLAIN_KINDS, Definition, DefinitionError, Question, Text, read

SCALES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "nps": ((0, 10),),
    "csat": ((1, 5),),
    "ces": ((1, 7), (1, 5)),
}
CONDITIONS = (
    "visibleIf",
    "enableIf",
    "requiredIf",
    "choicesVisibleIf",
    "choicesEnableIf",
    "setValueIf",
    "defaultValueExpression",
    "expression",
)
LOGIC = ("triggers", "calculatedValues")
NESTED_REPEAT = re.compile(r"\([^()]*[+*}][^()]*\)\s*[+*{]|\(([^()|]+)\|\1[^()]*\)\s*[+*{]|(\.[*+].*){3,}")
MAX_PATTERN = 200


@dataclass(frozen=True, slots=True)
class Role:
    """A question that feeds a metric, and the scale it claims."""

    question: str
    metric: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of the lint. severity: error or warning."""

    severity: str
    code: str
    where: str
    message: str
    fix: str


def lint(
    document: bytes,
    *,
    roles: Sequence[Role] = (),
    languages: Sequence[str] = (),
    verbatim: Sequence[str] = (),
    permission: str | None = None,
) -> list[Finding]:
    """Return every remark on the document, errors first.

    >>> wrong = b'{"elements": [{"type": "rating", "name": "nps"}]}'
    >>> [found.code for found in lint(wrong, roles=[Role("nps", "nps", 0, 10)])]
    ['wrong_scale']
    """
    try:
        definition = read(document)
    except DefinitionError as error:
        return [Finding("error", "unreadable", "document", str(error), "put the document right and try again")]
    found = [
        *_lint_whole(definition),
        *(remark for question in definition.questions for remark in _lint_question(question)),
        *(remark for role in roles for remark in _lint_role(definition, role)),
        *_lint_named(definition, verbatim, {"comment", "text"}, "verbatim"),
        *_lint_named(definition, [permission] if permission else [], {"boolean"}, "contact_permission"),
        *_lint_languages(definition, languages),
    ]
    return sorted(found, key=lambda finding: finding.severity)


def _lint_whole(definition: Definition) -> Iterator[Finding]:
    names = Counter(question.name for question in definition.questions)
    if not names:
        yield Finding("error", "no_question", "document", "the survey asks nothing", "add a question")
    for name, times in names.items():
        if times > 1:
            yield Finding("error", "repeated_name", name, f"{times} questions have this name", "give each its own name")
    for key in LOGIC:
        if definition.raw.get(key):
            yield Finding("error", "needs_engine", key, f"{key} cannot run on the plain page", f"remove {key}")
    for where, key, value in _walk(definition.raw, "document"):
        if key in CONDITIONS and value:
            fix = f"remove {key}, or ask in two surveys"
            yield Finding("error", "needs_engine", where, f"{key} cannot run on the plain page", fix)
        elif key == "choicesByUrl" and value:
            fix = "write the choices into the survey"
            yield Finding("error", "choices_by_url", where, "choices from an address cannot be checked here", fix)
        elif key == "storeDataAsText" and value is True:
            fix = "set storeDataAsText to false"
            yield Finding("error", "store_data_as_text", where, "files would be stored inside the answer", fix)
        elif key == "regex" and isinstance(value, str) and hostile(value):
            fix = "use a pattern without nested repeats"
            yield Finding("error", "hostile_regex", where, f"the pattern {value[:60]!r} can run for ever", fix)


def hostile(pattern: str) -> bool:
    """Tell whether a pattern is broken, too long, or may backtrack without end.

    >>> hostile("^(a+)+$"), hostile(r"^[0-9]{4}$")
    (True, False)
    """
    if len(pattern) > MAX_PATTERN or NESTED_REPEAT.search(pattern):
        return True
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return True
    return False


def _lint_question(question: Question) -> Iterator[Finding]:
    name = question.name
    if len(name) > 255 or FORBIDDEN.search(name) or name.endswith(COMMENT_SUFFIX):
        message = "the name is too long, has control characters, or ends like a comment field"
        yield Finding("error", "bad_name", name[:255], message, "use a short plain name")
    if question.kind not in PLAIN_KINDS:
        fix = "use one of " + ", ".join(sorted(PLAIN_KINDS))
        yield Finding("error", "unsupported_type", name, f"the page cannot show a {question.kind} question yet", fix)
    elif question.kind in {"radiogroup", "dropdown", "checkbox"}:
        values = Counter(str(choice.value) for choice in question.choices)
        if not values and not question.raw.get("choicesByUrl"):
            yield Finding("error", "no_choices", name, "there is nothing to choose from", "add choices")
        for value, times in values.items():
            if times > 1:
                yield Finding("error", "repeated_choice", name, f"the value {value} is there twice", "keep one of them")


def _lint_role(definition: Definition, role: Role) -> Iterator[Finding]:
    question = definition.question(role.question)
    where = f"metrics: {role.question}"
    if question is None:
        yield _unknown(definition, role.question, where)
        return
    claimed = (role.low, role.high)
    values = [choice.value for choice in question.choices] if question.kind in {"rating", "radiogroup"} else []
    if claimed not in SCALES.get(role.metric, (claimed,)):
        usual = " or ".join(f"{low} to {high}" for low, high in SCALES[role.metric])
        yield Finding("error", "wrong_scale", where, f"{role.metric} is asked on {usual}", f"declare {usual}")
    elif values != list(range(role.low, role.high + 1)):
        message = f"{role.metric} claims {role.low} to {role.high}, but the question does not offer exactly these"
        yield Finding("error", "wrong_scale", where, message, f"offer each number from {role.low} to {role.high}")


def _lint_named(definition: Definition, names: Sequence[str], kinds: set[str], key: str) -> Iterator[Finding]:
    for name in names:
        question = definition.question(name)
        where = f"{key}: {name}"
        if question is None:
            yield _unknown(definition, name, where)
        elif question.kind not in kinds:
            fix = "name a question of type " + " or ".join(sorted(kinds))
            yield Finding("error", "wrong_type", where, f"{name} is a {question.kind} question", fix)


def _unknown(definition: Definition, name: str, where: str) -> Finding:
    near = get_close_matches(name, [question.name for question in definition.questions], n=1)
    fix = f"did you mean {near[0]}?" if near else "name a question of the survey"
    return Finding("error", "unknown_question", where, f"no question is called {name}", fix)


def _lint_languages(definition: Definition, languages: Sequence[str]) -> Iterator[Finding]:
    for where, text in _texts(definition):
        missing = [one for one in languages if not text.spoken(one, definition.default_language)]
        if missing:
            message = "no text in " + ", ".join(missing)
            yield Finding(
                "warning", "missing_translation", where, message, "translate it; the default is shown instead"
            )


def _texts(definition: Definition) -> Iterator[tuple[str, Text]]:
    yield "title", definition.title
    yield "description", definition.description
    for page in definition.pages:
        yield f"{page.name}.title", page.title
        yield f"{page.name}.description", page.description
    for question in definition.questions:
        parts = ("title", "description", "low", "high", "comment_label", "placeholder")
        yield from ((f"{question.name}.{part}", getattr(question, part)) for part in parts)
        yield from ((f"{question.name}.{choice.value}", choice.text) for choice in question.choices)


def _walk(node: Any, where: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(node, dict):
        where = str(node.get("name") or where)
        for key, value in node.items():
            yield where, key, value
            yield from _walk(value, where)
    elif isinstance(node, list):
        for part in node:
            yield from _walk(part, where)
