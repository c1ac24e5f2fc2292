"""From an open period to a locked one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from heedful.analytics.scores.figure import Figure
from heedful.domain.measurement.enums import Check, PeriodKind, PeriodState, Split
from heedful.domain.measurement.models import ChecklistItem, Period, Result
from heedful.domain.measurement.queries import checklist, data_hash, drafts, period
from heedful.domain.measurement.rules import MANUAL, may_become, period_of
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


class WrongState(Refused):
    """The period is not in a state that allows this."""


class NotReady(Refused):
    """The checklist is not complete."""


@transaction.atomic
def open_period(*, kind: PeriodKind, day: date, by: Actor, at: datetime) -> Period:
    """Open the books of the period that holds a day; asking again returns the same period."""
    by.require_everywhere(Permission.CLOSE_PERIOD)
    starts, ends = period_of(kind, day)
    found, made = Period.objects.get_or_create(kind=kind, starts=starts, defaults={"ends": ends})
    if made:
        audit.record(by=by, at=at, action="period.opened", entity="period", entity_id=found.id, data={"kind": kind})
    return found


@transaction.atomic
def begin_close(*, period_id: UUID, figures: Sequence[tuple[Split, Figure]] = (), by: Actor, at: datetime) -> Period:
    """Start to close a period: `at` becomes the cut-off, `figures` those that the lock will make final.

    What arrives later is late and moves none of them.
    """
    by.require_everywhere(Permission.CLOSE_PERIOD)
    draft = [_draft(split, figure) for split, figure in figures]
    move(period_id, PeriodState.CLOSING, cut_off=at, draft=draft, closed_by_id=by.id, closed_by_name=by.name)
    audit.record(by=by, at=at, action="period.close_begun", entity="period", entity_id=period_id)
    return period(period_id)


@transaction.atomic
def withdraw_close(*, period_id: UUID, by: Actor, at: datetime) -> Period:
    """Open a period again that was being closed; never one that is locked."""
    by.require_everywhere(Permission.CLOSE_PERIOD)
    move(period_id, PeriodState.OPEN, cut_off=None, draft=[])
    ChecklistItem.objects.filter(period_id=period_id).delete()  # the next attempt has figures of its own to look at
    audit.record(by=by, at=at, action="period.close_withdrawn", entity="period", entity_id=period_id)
    return period(period_id)


@transaction.atomic
def write_headline(*, period_id: UUID, text: str, by: Actor, at: datetime) -> Period:
    """Write the sentence that heads the pack; after the lock it stands."""
    by.require_everywhere(Permission.CLOSE_PERIOD)
    changed = Period.objects.filter(id=period_id, state__in=[PeriodState.OPEN, PeriodState.CLOSING])
    if not changed.update(headline=text.strip()[:1_000]):
        raise WrongState("a locked period keeps its headline", field="headline", fix="restate a figure instead")
    audit.record(by=by, at=at, action="period.headline_written", entity="period", entity_id=period_id)
    return period(period_id)


@transaction.atomic
def record_check(*, period_id: UUID, code: Check, passed: bool, note: str, by: Actor, at: datetime) -> None:
    """Answer a question of the checklist that only a person can answer."""
    by.require_everywhere(Permission.CLOSE_PERIOD)
    if code not in MANUAL:
        raise Refused("the system answers this check itself", field="code", value=code)
    if period(period_id).state != PeriodState.CLOSING:
        raise WrongState("the checklist belongs to a period that is being closed", fix="begin the close first")
    ChecklistItem.objects.update_or_create(
        period_id=period_id,
        code=code,
        defaults={"passed": passed, "note": note[:500], "by_name": by.name, "at": at},
    )
    data = {"code": code, "passed": passed}
    audit.record(by=by, at=at, action="period.checked", entity="period", entity_id=period_id, data=data)


@transaction.atomic
def lock(*, period_id: UUID, by: Actor, at: datetime) -> Period:
    """Store the figures of the cut-off for good and lock the period; refused while a check is open or failed."""
    by.require_everywhere(Permission.CLOSE_PERIOD)
    found = period(period_id)
    if missing := [line for line in checklist(found, at) if not line.passed]:
        texts = "; ".join(f"{line.text} ({line.note})" if line.note else line.text for line in missing)
        raise NotReady(f"the checklist is not complete: {texts}", fix="settle these lines, then lock")
    for line in checklist(found, at):
        if not line.manual:
            defaults = {"passed": True, "note": line.note[:500], "by_name": "Heedful", "at": at}
            ChecklistItem.objects.update_or_create(period=found, code=line.code, defaults=defaults)
    rows = drafts(found)
    move(period_id, PeriodState.LOCKED, locked_at=at, data_hash=data_hash(rows), draft=[])
    Result.objects.bulk_create(rows)
    data = {"results": len(rows), "data_hash": data_hash(rows)}
    audit.record(by=by, at=at, action="period.locked", entity="period", entity_id=period_id, data=data)
    return period(period_id)


def move(period_id: UUID, target: PeriodState, **changes: object) -> None:
    """Pass a period to another state in one conditional update: of two who try at once, one succeeds."""
    found = period(period_id)
    if not may_become(PeriodState(found.state), target):
        raise WrongState(f"a period that is {found.state} cannot become {target}", field="state", value=found.state)
    claim(found, state=target, **changes)


def claim(found: Period, **changes: object) -> None:
    """Take the turn at a period; whoever read it before the last change has to look again."""
    rows = Period.objects.filter(id=found.id, version=found.version)
    if not rows.update(version=F("version") + 1, **changes):
        raise Conflict("somebody else changed this period just now", fix="look again, then decide")


def _draft(split: Split, figure: Figure) -> dict[str, Any]:
    return {
        "definition": figure.definition.id,
        "definition_version": figure.definition.version,
        "split": split,
        "key": figure.group,
        "label": figure.label,
        "n": figure.n,
        "basis": dict(figure.basis),
        "figure": figure.record(),
    }
