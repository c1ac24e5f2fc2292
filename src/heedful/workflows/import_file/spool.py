"""Checked rows, kept in a temporary file until it is known whether they may go in."""

import pickle
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from tqdm import tqdm

from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.feedback.rules.mapping import ImportMapping
from heedful.domain.feedback.rules.rows import convert
from heedful.workflows.import_file.faults import Fault, Tally
from heedful.workflows.import_file.sheet import Line
from heedful.workflows.import_file.target import Target

CHUNK = 500


def keep(
    rows: Iterator[Line], plan: ImportMapping, target: Target, tally: Tally, into: IO[bytes], shown: "tqdm[Any]"
) -> int:
    """Keep the good rows in the spool, chunk by chunk, tally the others, and return how many are good."""
    prepared = _good(rows, plan, target, tally, shown)
    good = 0
    while chunk := list(islice(prepared, CHUNK)):
        good += len(chunk)
        pickle.dump(chunk, into)
    return good


def kept(rows: IO[bytes]) -> Iterator[list[Any]]:
    """Yield what `keep` has put there, chunk by chunk."""
    rows.seek(0)
    while True:
        try:
            yield pickle.load(rows)  # noqa: S301  rows that this run has just put there, in a file without a name
        except EOFError:
            return


def _good(rows: Iterator[Line], plan: ImportMapping, target: Target, tally: Tally, shown: "tqdm[Any]") -> Iterator[Any]:
    with shown:
        for line in rows:
            shown.update()
            try:
                yield _prepared(line, plan, target)
            except RowRefused as refused:
                tally.refuse(Fault(line.number, refused.column, refused.value, refused.reason))


def _prepared(line: Line, plan: ImportMapping, target: Target) -> Any:
    values = None
    try:
        if line.fault is not None:
            raise line.fault
        values = convert(plan, line.row)
        return target.prepare(values)
    except RowRefused:
        target.refused(values)
        raise


def bar(progress: bool, what: str, total: int | None) -> "tqdm[Any]":
    """Return a progress bar, drawn only where somebody watches."""
    return tqdm(desc=what, total=total, unit=" rows", disable=not progress)
