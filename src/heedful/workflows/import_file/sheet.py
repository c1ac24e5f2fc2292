"""What every format becomes: named cells of text, one row at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from heedful.domain.feedback.rules.cells import RowRefused

LONGEST_LINE = 1024 * 1024
MOST_UNPACKED = 2 * 1024**3
MOST_TIMES = 100
"""A file that unpacks to more than this many times its size is a bomb."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the line it starts on, or the reason why it is none."""

    number: int
    row: dict[str, str] = field(default_factory=dict)
    fault: RowRefused | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a file and its rows."""

    header: list[str]
    lines: Iterator[Line]


def plain(value: Any) -> str:
    """Write a cell as a person would type it.

    >>> plain(5.0), plain(None), plain(True), plain(datetime(2026, 3, 1, 10)), plain({"a": 1})
    ('5', '', 'true', '2026-03-01 10:00:00', '{"a": 1}')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)
