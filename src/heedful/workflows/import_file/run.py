"""One import from file to report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from tqdm import tqdm

from heedful.domain.feedback.enums import Outcome
from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.feedback.rules.mapping import ImportMapping, parse_mapping
from heedful.domain.feedback.rules.rows import convert
from heedful.foundation.access import Actor
from heedful.workflows.import_file.faults import Fault, Tally, tally_of
from heedful.workflows.import_file.reading import Line, lines
from heedful.workflows.import_file.target import HELD, Target
from heedful.workflows.import_file.targets import TARGETS

CHUNK = 500


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. read = new + changed + same + refused + held; held rows are good but were not written."""

    read: int
    new: int
    changed: int
    same: int
    refused: int
    held: int
    written: bool
    faults: tuple[Fault, ...] = field(default=(), repr=False)
    errors_path: Path | None = None


class _DryRun(Exception):
    """Rolls a dry run back."""


def run(
    path: Path,
    mapping: str,
    *,
    dry_run: bool = False,
    accept_good: bool = False,
    errors_path: Path | None = None,
    by: Actor,
    at: datetime,
    progress: bool = False,
) -> ImportReport:
    """Import a file by the text of its mapping file and report.

    First every row is checked and nothing written: bad rows go to `errors_path` (line, column, value, reason), and
    unless `accept_good`, one bad row holds all the others back. Then chunks of 500 rows are written, each in a
    transaction. A repeat changes nothing. A dry run does the same and rolls it back. Raise Refused when mapping or
    file cannot be read at all. Memory holds a chunk, joined files, and a key per row where `latest` is asked.
    """
    plan = parse_mapping(mapping)
    target = TARGETS[plan.kind](mapping=plan, by=by, at=at)
    with tally_of(errors_path) as tally:
        for _ in _good(path, plan, target, tally, _bar(progress, "checking", None)):
            tally.read += 1
        tally.read += tally.refused
    good = tally.read - tally.refused
    held = good if tally.refused and not accept_good else 0
    outcomes: Counter[str] = Counter()
    if not held:
        outcomes = _write(path, plan, target, dry_run, _bar(progress, "writing", good))
    return ImportReport(
        read=tally.read,
        new=outcomes[Outcome.NEW],
        changed=outcomes[Outcome.CHANGED],
        same=outcomes[Outcome.SAME],
        refused=tally.refused,
        held=held + outcomes[HELD],
        written=not held and not dry_run,
        faults=tuple(tally.faults),
        errors_path=errors_path if tally.refused else None,
    )


def _write(path: Path, plan: ImportMapping, target: Target, dry_run: bool, bar: "tqdm[Any]") -> Counter[str]:
    outcomes: Counter[str] = Counter()

    def chunks() -> None:
        target.declare()
        with tally_of(None) as ignored:
            rows = _good(path, plan, target, ignored, bar)
            while chunk := list(islice(rows, CHUNK)):
                with transaction.atomic():
                    outcomes.update(target.write(chunk))
        with transaction.atomic():
            outcomes.update(target.finish())

    if not dry_run:
        chunks()
        return outcomes
    try:
        with transaction.atomic():
            chunks()
            raise _DryRun
    except _DryRun:
        return outcomes


def _good(path: Path, plan: ImportMapping, target: Target, tally: "Tally", bar: "tqdm[Any]") -> Iterator[Any]:
    with bar:
        for line in lines(path, plan):
            bar.update()
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


def _bar(progress: bool, what: str, total: int | None) -> "tqdm[Any]":
    return tqdm(desc=what, total=total, unit=" rows", disable=not progress)
