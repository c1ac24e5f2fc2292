"""Limits that hold for every answer before its meaning is looked at (defaults of the specification)."""

import json
import math
import re
from typing import Any

from heedful.surveyjs.problems import Problem, problem

MAX_BODY = 1024 * 1024
MAX_KEYS = 2_000
MAX_DEPTH = 10
MAX_TEXT = 30_000

# C0 and C1 controls except tab, line feed and carriage return; lone surrogates cannot be stored at all.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class BodyRefused(ValueError):
    """The body cannot be read as answers at all."""


def read(body: bytes) -> dict[str, Any]:
    """Read a JSON body of answers; raise BodyRefused when it is too large, broken, or no object.

    >>> read(b'{"nps": 9}')
    {'nps': 9}
    """
    if len(body) > MAX_BODY:
        raise BodyRefused(f"the body has {len(body)} bytes; at most {MAX_BODY} are read")
    try:
        answers = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BodyRefused(f"byte {error.start} is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BodyRefused(f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise BodyRefused("the body is nested too deeply") from error
    if not isinstance(answers, dict):
        raise BodyRefused("answers must be an object keyed by question")
    return answers


def check(answers: dict[str, Any]) -> list[Problem]:
    """Return what breaks a limit: keys, depth, text length, control characters, non-finite numbers, files.

    >>> [found.code for found in check({"comment": "a" + chr(0)})]
    ['control_characters']
    """
    count = 0
    found: list[Problem] = []
    stack: list[tuple[str, Any, int]] = [(str(key), value, 1) for key, value in answers.items()]
    for key in answers:
        if FORBIDDEN.search(key):
            found.append(
                problem(key, "control_characters", key, "the name has control characters", "use the survey's names")
            )
    while stack:
        question, value, depth = stack.pop()
        count += 1
        if count > MAX_KEYS:
            return [problem("", "too_many_keys", count, f"more than {MAX_KEYS} values", "send fewer answers")]
        if depth > MAX_DEPTH:
            return [problem(question, "too_deep", "", f"nested deeper than {MAX_DEPTH}", "send a flatter answer")]
        if isinstance(value, dict):
            stack.extend((question, part, depth + 1) for pair in value.items() for part in pair)
        elif isinstance(value, list):
            stack.extend((question, part, depth + 1) for part in value)
        else:
            found.extend(_check_scalar(question, value))
    return found


def _check_scalar(question: str, value: Any) -> list[Problem]:
    if isinstance(value, float) and not math.isfinite(value):
        return [problem(question, "not_a_number", value, "the number is not finite", "send an ordinary number")]
    if not isinstance(value, str):
        return []
    if FORBIDDEN.search(value):
        message = "the text has control characters"
        return [problem(question, "control_characters", value, message, "remove the invisible characters")]
    if len(value) > MAX_TEXT:
        message = f"the text has {len(value)} characters; the limit is {MAX_TEXT}"
        return [problem(question, "too_long", value, message, "shorten the text", limit=MAX_TEXT)]
    if value[:5].lower() == "data:" and ";base64," in value[:200]:
        return [problem(question, "file", "data:", "files are not taken here", "answer in words")]
    return []


def _refuse_constant(name: str) -> None:
    raise BodyRefused(f"{name} is not a JSON number")
