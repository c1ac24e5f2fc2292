"""What the columns of an unknown file probably are, as a mapping to start from. A person confirms it. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml

Samples = Mapping[str, Sequence[str]]

NAMES = {
    "id": r"^(response|ticket|submission|record|review|case|feedback|survey response)?[ _-]?(id|key|number|reference)$",
    "collected_at": r"(recorded|submitted|submission|responded|completed|created|answered|end|received)|^(date|time)",
    "experienced_at": r"(visit|travel|delivery|order|purchase|experience)[ _-]?(date|time|at)",
    "body": r"(comment|feedback|verbatim|review|message|text|reason|why|remark|body)",
    "account": r"(account|customer|company|organi[sz]ation|client)[ _-]?(id|code|number|no)?$",
    "contact": r"contact[ _-]?(id|code|reference)$",
    "sender_address": r"e-?mail",
    "sender_name": r"(^|[ _-])(full|first|contact|respondent|requester|customer)[ _-]?name$|^name$",
    "unit": r"^(unit|branch|store|shop|depot|department|team|site)([ _-]?(id|code))?$",
    "language": r"lang",
    "channel": r"^channel$",
    "kind": r"^kind$",
}
SCORES = (
    ("nps", r"nps|recommend|promoter", ((0, 10),)),
    ("csat", r"csat|satisf", ((1, 5),)),
    ("ces", r"\bces\b|effort|easy|ease", ((1, 7), (1, 5))),
    ("rating", r"rating|score|stars|grade", ((1, 5), (0, 10), (1, 10), (0, 5), (1, 7), (0, 100))),
)


def guess(header: Sequence[str], samples: Samples, source: str, zone: str) -> str:
    """Return a mapping file for feedback as text; a column is used once, and none is used without a reason.

    >>> print(guess(["Response ID", "NPS", "Why?"], {"Response ID": ["1", "2"], "NPS": ["9", "3"]}, "s", "UTC"))
    kind: feedback
    source: s
    time_zone: UTC
    follow_up: history
    fields:
      id: Response ID
      body: Why?
    scores:
    - question: nps
      type: nps
      column: NPS
      scale:
      - 0
      - 10
    <BLANKLINE>
    """
    left = list(header)
    scores: list[dict[str, Any]] = []
    for column in header:
        if (found := _score(column, samples.get(column, ()), {each["question"] for each in scores})) is not None:
            scores.append(found)
            left.remove(column)
    fields: dict[str, str] = {}
    for name, pattern in NAMES.items():
        for column in left:
            if re.search(pattern, column.strip(), re.IGNORECASE) and _fits(name, samples.get(column, ())):
                fields[name] = column
                left.remove(column)
                break
    if "id" not in fields and left:
        unique = [one for one in left if _fits("id", samples.get(one, ())) and samples.get(one)]
        fields = ({"id": unique[0]} if unique else {}) | fields
    told: dict[str, Any] = {"kind": "feedback", "source": source, "time_zone": zone, "follow_up": "history"}
    told |= {"fields": fields} | ({"scores": scores} if scores else {})
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True)


def _score(column: str, values: Sequence[str], taken: set[Any]) -> dict[str, Any] | None:
    numbers = [float(value) for value in values if _number(value)]
    if not numbers or len(numbers) < sum(1 for value in values if value.strip()):
        return None
    for kind, pattern, scales in SCORES:
        if re.search(pattern, column, re.IGNORECASE):
            scale = next((one for one in scales if one[0] <= min(numbers) and max(numbers) <= one[1]), None)
            if scale is None:
                continue
            question = kind if kind != "rating" and kind not in taken else _code(column)
            return {"question": question, "type": kind, "column": column, "scale": list(scale)}
    return None


def _fits(name: str, values: Sequence[str]) -> bool:
    filled = [value for value in values if value.strip()]
    if name == "id":
        return len(filled) == len(values) and len(set(filled)) == len(filled)
    if name.endswith("_at"):
        return bool(filled) and all(_moment(value) for value in filled)
    if name == "sender_address":
        return all("@" in value for value in filled)
    return True


def _number(text: str) -> bool:
    return re.fullmatch(r"\s*-?\d{1,6}(\.\d+)?\s*", text) is not None


def _moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _code(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")[:60] or "score"
