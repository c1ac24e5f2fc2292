"""JSON lines: an object a line; its keys are the columns."""

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, TextIO

from heedful.domain.feedback.rules.cells import RowRefused
from heedful.workflows.import_file.sheet import LONGEST_LINE, Line, Sheet, plain

SEEN_FOR_NAMES = 200
"""How many objects are read for the names of the columns."""


def rows_of(text: TextIO) -> Sheet:
    """Return the objects as rows; a line that is no object is a fault."""
    objects = _objects(text)
    first = list(islice(objects, SEEN_FOR_NAMES))
    header = list(dict.fromkeys(name for _, found in first if isinstance(found, dict) for name in found))

    def lines() -> Iterator[Line]:
        for number, found in chain(first, objects):
            if isinstance(found, RowRefused):
                yield Line(number, fault=found)
            else:
                yield Line(number, {name: plain(found.get(name)) for name in header})

    return Sheet(header, lines())


def _objects(text: TextIO) -> Iterator[tuple[int, dict[str, Any] | RowRefused]]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if not line.endswith("\n") and len(line) >= LONGEST_LINE:
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            yield number, RowRefused("", line[:80], f"a line of more than {LONGEST_LINE} characters")
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, RowRefused("", line.strip()[:80], f"no JSON: {error}")
            continue
        wrong = RowRefused("", line.strip()[:80], "a line holds one JSON object")
        yield number, found if isinstance(found, dict) else wrong
