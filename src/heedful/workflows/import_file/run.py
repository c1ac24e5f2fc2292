"""One import from file to report."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.db import transaction
from tqdm import tqdm

from heedful.domain.feedback.enums import Outcome
from heedful.domain.feedback.rules.mapping import parse_mapping
from heedful.foundation.access import Actor
from heedful.workflows.import_file import spool
from heedful.workflows.import_file.faults import Fault, tally_of
from heedful.workflows.import_file.reading import lines
from heedful.workflows.import_file.sheet import MOST_UNPACKED
from heedful.workflows.import_file.spool import bar
from heedful.workflows.import_file.target import HELD, Target
from heedful.workflows.import_file.targets import TARGETS

Told = Callable[[Counter[str]], None]


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
    most: int = MOST_UNPACKED,
    written: int = 0,
    on_chunk: Told | None = None,
) -> ImportReport:
    """Import a file by the text of its mapping file and report.

    First every row is checked and nothing written: bad rows go to `errors_path` (line, column, value, reason), and
    unless `accept_good`, one bad row holds all the others back. Then chunks of 500 rows are written, each in a
    transaction with whatever `on_chunk` writes about it; the first `written` chunks are left out, as those of a run
    that was cut short. A repeat changes nothing. A dry run does the same and rolls it back. Raise Refused when mapping
    or file cannot be read at all. Memory holds a chunk, joined files, and a key per row where `latest` is asked; the
    checked rows wait in a temporary file.
    """
    plan = parse_mapping(mapping)
    target = TARGETS[plan.kind](mapping=plan, by=by, at=at)
    with tally_of(errors_path) as tally, TemporaryFile() as rows:
        good = spool.keep(lines(path, plan, most), plan, target, tally, rows, bar(progress, "checking", None))
        held = good if tally.refused and not accept_good else 0
        outcomes: Counter[str] = Counter()
        if not held:
            told = on_chunk or _nobody
            outcomes = _write(spool.kept(rows), target, dry_run, bar(progress, "writing", good), written, told)
    return ImportReport(
        read=good + tally.refused,
        new=outcomes[Outcome.NEW],
        changed=outcomes[Outcome.CHANGED],
        same=outcomes[Outcome.SAME],
        refused=tally.refused,
        held=held + outcomes[HELD],
        written=not held and not dry_run,
        faults=tuple(tally.faults),
        errors_path=errors_path if tally.refused else None,
    )


def _write(
    chunks: Iterator[list[Any]], target: Target, dry_run: bool, shown: "tqdm[Any]", written: int, told: Told
) -> Counter[str]:
    outcomes: Counter[str] = Counter()

    def counted(found: Counter[str]) -> None:
        told(found)
        outcomes.update(found)

    def write() -> None:
        target.declare()
        with shown:
            for number, chunk in enumerate(chunks):
                shown.update(len(chunk))
                if number >= written:
                    with transaction.atomic():
                        counted(target.write(chunk))
        with transaction.atomic():
            counted(target.finish())

    if not dry_run:
        write()
        return outcomes
    try:
        with transaction.atomic():
            write()
            raise _DryRun
    except _DryRun:
        return outcomes


def _nobody(_outcomes: Counter[str]) -> None:
    """Stand in where nobody wants to know."""
