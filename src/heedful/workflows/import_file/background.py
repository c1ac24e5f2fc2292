"""An import asked for by page or API: previewed at once, run in the background, resumed where its process died."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback import queries as feedback_queries
from heedful.domain.feedback.enums import ImportState
from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.feedback.rules.guessing import guess
from heedful.domain.feedback.rules.mapping import parse_mapping
from heedful.domain.feedback.rules.rows import convert
from heedful.domain.organisation import queries as organisation
from heedful.foundation import files
from heedful.foundation.access import SYSTEM, Actor
from heedful.foundation.errors import Refused
from heedful.workflows.import_file import formats
from heedful.workflows.import_file.reading import lines
from heedful.workflows.import_file.run import run
from heedful.workflows.import_file.targets import TARGETS

MOST_SENT = 50 * 1024**2
MOST_UNPACKED = 400 * 1024**2
SAMPLED = 200
ERRORS = "refused.csv"
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Previewed:
    """A row as the mapping reads it, or why it is refused."""

    line: int
    values: dict[str, Any]
    fault: RowRefused | None


def path_of(run_id: UUID, name: str) -> Path:
    """Return where a sent file lies."""
    return files.folder(feedback.IMPORTS, run_id) / name


def forget_words(words: re.Pattern[str]) -> int:
    """Remove the refused rows of every import where they hold any of some words; return how many files.

    A sent file that waits is somebody's work in hand: it goes once its rows are in, or after thirty days.
    """
    return files.forget(feedback.IMPORTS, ERRORS, words)


def forget_old(at: datetime) -> int:
    """Remove what was sent, or refused, more than thirty days ago; return how many imports lost their files."""
    gone = 0
    for run_id in feedback_queries.imports_before(at - KEPT):
        if files.folder(feedback.IMPORTS, run_id).exists():
            files.drop(feedback.IMPORTS, run_id)
            gone += 1
    return gone


def columns(path: Path) -> tuple[list[str], dict[str, list[str]]]:
    """Return the columns of a file and samples of each; raise Refused when it cannot be read."""
    with formats.opened(path, most=MOST_UNPACKED) as sheet:
        rows = [line.row for line in islice(sheet.lines, SAMPLED) if line.fault is None]
        return sheet.header, {name: [row[name] for row in rows] for name in sheet.header}


def suggested(path: Path, zone: str) -> str:
    """Return a mapping to begin with: what the columns probably are."""
    header, samples = columns(path)
    return guess(header, samples, path.name.partition(".")[0][:64] or "file", zone)


def preview(path: Path, mapping: str, *, by: Actor, at: datetime, limit: int = 10) -> list[Previewed]:
    """Return the first rows as they would go in; raise Refused when mapping and file do not fit."""
    plan = parse_mapping(mapping)
    target = TARGETS[plan.kind](mapping=plan, by=by, at=at)
    found = []
    for line in islice(lines(path, plan, MOST_UNPACKED), limit):
        values: dict[str, Any] = {}
        fault = line.fault
        if fault is None:
            try:
                values = convert(plan, line.row)
                target.prepare(dict(values))
            except RowRefused as refused:
                fault = refused
        found.append(Previewed(line.number, values, fault))
    return found


def perform(run_id: UUID, at: datetime) -> None:
    """Do a queued import, or go on with one whose process died; nothing to do is no fault."""
    found = feedback.begin_import(run=run_id)
    if found is None:
        return
    path = path_of(found.id, found.name)
    by = _author(found.author_id, at)

    def on_chunk(outcomes: Counter[str]) -> None:
        if not found.dry_run:
            feedback.count_import_chunk(run=run_id, outcomes=outcomes)

    try:
        report = run(
            path,
            found.mapping,
            dry_run=found.dry_run,
            accept_good=found.accept_good,
            errors_path=path.parent / ERRORS,
            by=by,
            at=at,
            most=MOST_UNPACKED,
            written=found.chunks,
            on_chunk=on_chunk,
        )
    except Refused as refused:
        feedback.finish_import(run=run_id, state=ImportState.FAILED, problem=str(refused), by=by, at=at)
        return
    counts = {"read": report.read, "refused": report.refused, "held": report.held}
    if not report.written:
        counts |= {"new": report.new, "changed": report.changed, "same": report.same}
    state = ImportState.DONE if report.written else ImportState.CHECKED
    feedback.finish_import(run=run_id, state=state, counts=counts, by=by, at=at)
    if report.written:
        path.unlink(missing_ok=True)  # its rows are in: what customers said lies in one place only


def _author(person_id: UUID | None, at: datetime) -> Actor:
    return organisation.actor_for_person(organisation.person(person_id), at) if person_id else SYSTEM
