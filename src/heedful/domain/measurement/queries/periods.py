"""Reads of periods, their results and what speaks against closing them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from heedful.analytics.scores.figure import Figure
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.followthrough.rules import promises as promise_rules
from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState, Split
from heedful.domain.measurement.models import PackFile, Period, Result
from heedful.domain.measurement.queries.asking import definition_for, metrics
from heedful.domain.measurement.rules import CHECKS, FINAL, MANUAL, add_months, fingerprint, title
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused


class Altered(Refused):
    """What was closed is no longer what was closed: somebody changed it beside the product."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the checklist as it stands now. `passed` is None for a question that nobody has answered."""

    code: Check
    text: str
    passed: bool | None
    note: str
    manual: bool


def periods() -> QuerySet[Period]:
    """Return every period, newest first."""
    return Period.objects.prefetch_related("signatures")


def period(period_id: UUID) -> Period:
    """Return a period."""
    found = periods().filter(id=period_id).first()
    if found is None:
        raise NotFound("no period has this id", field="period", value=period_id)
    return found


def period_starting(kind: PeriodKind, starts: date) -> Period | None:
    """Return the period of a kind that begins on a day."""
    return Period.objects.filter(kind=kind, starts=starts).first()


def last_closed() -> Period | None:
    """Return the newest period whose figures are final."""
    return Period.objects.filter(state__in=FINAL).order_by("-ends", "-starts").first()


def packs() -> QuerySet[Period]:
    """Return the periods that have a pack, newest first."""
    return Period.objects.filter(state__in=FINAL).prefetch_related("signatures").order_by("-ends", "-starts")


def name_of(found: Period) -> str:
    """Name a period as people do."""
    return title(PeriodKind(found.kind), found.starts)


def results(found: Period, definition: str | None = None, split: Split | None = None) -> list[Result]:
    """Return the closed results of a period in the order in which they were closed."""
    rows = Result.objects.filter(period=found)
    if definition is not None:
        rows = rows.filter(definition=definition)
    return list(rows if split is None else rows.filter(split=split))


def drafts(found: Period) -> list[Result]:
    """Return the figures of the cut-off as the results that the lock will store."""
    return [Result(period=found, position=place, **each) for place, each in enumerate(found.draft)]


def closed_figure(result: Result) -> Figure:
    """Return the closed figure of a result, as it was on the day of the lock."""
    return Figure.restored(definition_for(result.definition), result.figure)


def data_hash(rows: Sequence[Result]) -> str:
    """Return the hash of closed results; the same for ever, because closed results never change."""
    return fingerprint([record_of(row) for row in rows])


def proven(found: Period) -> list[Result]:
    """Return the results of a closed period; raise Altered unless they still give the hash of the lock."""
    rows = results(found)
    if data_hash(rows) != found.data_hash:
        raise Altered(
            f"the figures no longer match their hash: {name_of(found)}",
            field="data_hash",
            fix="compare the database with a backup from before the change",
        )
    return rows


def record_of(row: Result) -> dict[str, Any]:
    """Return what the data hash covers of a result."""
    return {
        "definition": row.definition,
        "version": row.definition_version,
        "split": row.split,
        "key": row.key,
        "label": row.label,
        "basis": row.basis,
        "figure": row.figure,
    }


def checklist(found: Period, at: datetime) -> list[CheckLine]:
    """Return the checklist: what the system sees by itself, and what a person has to say."""
    said = {item.code: item for item in found.checks.all()}
    seen = _seen(found, at)
    lines = []
    for code, text in CHECKS.items():
        if code in MANUAL:
            item = said.get(code)
            lines.append(CheckLine(code, text, item.passed if item else None, item.note if item else "", True))
        else:
            passed, note = seen[code]
            lines.append(CheckLine(code, text, passed, note, False))
    return lines


def _seen(found: Period, at: datetime) -> dict[Check, tuple[bool, str]]:
    fresh = found.cut_off is not None and bool(found.draft)
    stale = "there are no figures of the cut-off" if found.cut_off else "begin the close first"
    before = Period.objects.filter(kind=found.kind, ends=found.starts).first()
    due = followthrough.kept(SYSTEM, found.starts, found.ends, day_of(at))
    overdue = [each.title for each in metrics() if each.next_review < found.ends]
    return {
        Check.DATA_FRESH: (fresh, "" if fresh else stale),
        Check.PERIOD_OVER: (at.date() >= found.ends, f"ends on {found.ends:%-d %B %Y}"),
        Check.PREVIOUS_CLOSED: (
            before is None or before.state in FINAL,
            "no earlier period is kept here" if before is None else f"{name_of(before)} is {before.state}",
        ),
        Check.DEFINITIONS_REVIEWED: (not overdue, ", ".join(overdue)),
        Check.HEADLINE_WRITTEN: (bool(found.headline.strip()), promise_rules.sentence(due)),
    }


def files(found: Period) -> list[PackFile]:
    """Return the stored files of every edition of a period's pack."""
    return list(PackFile.objects.filter(period=found))


def file(period_id: UUID, name: str, edition: int | None = None) -> PackFile:
    """Return one stored file; the newest edition unless another is named."""
    rows = PackFile.objects.filter(period_id=period_id, name=name)
    found = (rows if edition is None else rows.filter(edition=edition)).order_by("-edition").first()
    if found is None:
        raise NotFound("the pack has no such file", field="name", value=name)
    return found


def content(stored: PackFile) -> bytes:
    """Return the bytes of a stored file; raise Altered when they are gone or are not those that were stored."""
    try:
        found = path_of(stored.sha256).read_bytes()
    except FileNotFoundError:
        found = b""
    if hashlib.sha256(found).hexdigest() != stored.sha256:
        raise Altered(
            "the stored file is gone or no longer matches its hash",
            field=stored.name,
            value=stored.sha256,
            fix="fetch it from a backup",
        )
    return found


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.HEEDFUL_VAR) / "packs" / sha256


def last_month(found: Period) -> date:
    """Return the first day of a period's last month."""
    return add_months(found.ends, -1)


def is_open(found: Period) -> bool:
    """Tell whether figures of the period may still move."""
    return found.state not in (PeriodState.LOCKED, PeriodState.SIGNED)
