"""What the board was asked and resolved, and whether the figures moved since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.scores.figure import Change, Figure, compare
from heedful.domain.measurement.enums import ResolutionState, Split
from heedful.domain.measurement.models import Period, Resolution, Result
from heedful.domain.measurement.queries.periods import closed_figure, name_of
from heedful.domain.measurement.queries.wording import change_text, note_text, value_text
from heedful.domain.measurement.rules import FINAL, overdue
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound

CLOSES = 6
CAVEAT = "Before and after, without a comparison group: it shows whether the figure moved, not why."


@dataclass(frozen=True, slots=True)
class Effect:
    """The closed figure of a period after a resolution, beside that of the pack on which it was taken.

    A figure that was restated speaks with its newest value.
    """

    period: Period
    moved: Change
    restated: bool


@dataclass(frozen=True, slots=True)
class Tracked:
    """A resolution, whether it is overdue, and the closes since."""

    row: Resolution
    overdue: bool
    effects: tuple[Effect, ...]


def resolution(number: int) -> Resolution:
    """Return a resolution by its number."""
    found = _rows().filter(number=number).first()
    if found is None:
        raise NotFound("no resolution has this number", field="number", value=number)
    return found


def tracked(today: date, until: date | None = None) -> list[Tracked]:
    """Return every resolution with its closes, overdue first, then by due day; `until` leaves later closes out."""
    return _with_effects(list(_rows()), today, until)


def track(number: int, today: date) -> Tracked:
    """Return one resolution with its closes."""
    return _with_effects([resolution(number)], today, None)[0]


def pack_resolutions(found: Period, at: datetime) -> dict[str, Any]:
    """Return what the pack of a period says about resolutions, as plain values that are stored with it.

    Overdue ones on the day of the lock, questions that wait for an answer, those being carried out, and those that
    ended since the pack before. The words are those of the day; names are left out, since a pack outlives an erasure.
    """
    today = day_of(at)
    before = Period.objects.filter(kind=found.kind, ends=found.starts, state__in=FINAL).first()
    since = before.locked_at if before else None
    parts: dict[str, list[dict[str, Any]]] = {"overdue": [], "asked": [], "running": [], "ended": []}
    for each in tracked(today, found.ends):
        row = each.row
        if row.state == ResolutionState.ASKED:
            if row.asked_in is None or row.asked_in.ends <= found.ends:
                parts["asked"].append(_told(each))
        elif row.state == ResolutionState.TAKEN:
            parts["overdue" if each.overdue else "running"].append(_told(each))
        elif row.ended_at is not None and (since is None or row.ended_at > since):
            parts["ended"].append(_told(each))
    return {"day": today.isoformat(), "caveat": CAVEAT, **parts}


def resolution_rows(told: Mapping[str, Any], part: str) -> list[list[str]]:
    """Return the lines of one part of a pack's resolutions: number and words, due, what the closes show."""
    return [
        [
            f"R-{each['number']}",
            each["text"] or each["question"],
            each["due"],
            "; ".join(each["effects"]) or each["ended"],
        ]
        for each in told.get(part, ())
    ]


def _rows() -> QuerySet[Resolution]:
    return Resolution.objects.select_related("owner", "asked_in", "taken_in", "decision")


def _with_effects(rows: Sequence[Resolution], today: date, until: date | None) -> list[Tracked]:
    """Compare all at once, so that q counts every test of the page or pack."""
    figures = _closed(rows)
    found = [
        (row, later.period, later, base)
        for row in rows
        if row.taken_in is not None and (base := figures.get((row.metric, row.taken_in.id))) is not None
        for later in _since(row, base, figures.values(), until)[:CLOSES]
    ]
    moved = compare([(_figure(now), _figure(base)) for _, _, now, base in found])
    effects: dict[UUID, list[Effect]] = {}
    for (row, period, now, base), change in zip(found, moved, strict=True):
        restated = bool(now.restatements.all() or base.restatements.all())
        effects.setdefault(row.id, []).append(Effect(period, change, restated))
    every = [
        Tracked(row, overdue(ResolutionState(row.state), row.due_on, today), tuple(effects.get(row.id, ())))
        for row in rows
    ]
    return sorted(every, key=lambda each: (not each.overdue, each.row.due_on or date.max, each.row.number))


def _since(row: Resolution, base: Result, figures: Iterable[Result], until: date | None) -> list[Result]:
    """Return the closed figures of the same definition and kind of period that end after the decision, oldest first."""
    later = [
        each
        for each in figures
        if each.definition == base.definition
        and each.definition_version == base.definition_version
        and each.period.kind == base.period.kind
        and each.period.starts >= base.period.ends
        and (row.taken_on is None or each.period.ends > row.taken_on)
        and (until is None or each.period.ends <= until)
    ]
    return sorted(later, key=lambda each: each.period.starts)


def _figure(result: Result) -> Figure:
    restated = list(result.restatements.all())
    closed = closed_figure(result)
    return Figure.restored(closed.definition, restated[-1].new) if restated else closed


def _closed(rows: Sequence[Resolution]) -> dict[tuple[str, UUID], Result]:
    """Return the closed totals of the metrics that the resolutions watch, by metric and period."""
    watched = [row for row in rows if row.metric and row.taken_in is not None]
    if not watched:
        return {}
    since = min(row.taken_in.starts for row in watched if row.taken_in is not None)
    totals = (
        Result.objects.filter(
            definition__in={row.metric for row in watched}, split=Split.TOTAL, period__starts__gte=since
        )
        .select_related("period")
        .prefetch_related("restatements")
    )
    return {(each.definition, each.period_id): each for each in totals}


def _told(each: Tracked) -> dict[str, Any]:
    row = each.row
    due = f"{row.due_on:%-d %B %Y}" if row.due_on else ""
    if row.first_due_on and row.due_on != row.first_due_on:
        due += f", first {row.first_due_on:%-d %B %Y}"
    return {
        "number": row.number,
        "question": row.question,
        "text": row.text,
        "asked": f"{day_of(row.asked_at):%-d %B %Y}" if row.asked_at else "",
        "taken": f"{row.taken_on:%-d %B %Y}" if row.taken_on else "",
        "due": due,
        "ended": f"{row.state}, {day_of(row.ended_at):%-d %B %Y}: {row.outcome}" if row.ended_at else "",
        "effects": [_effect(one) for one in each.effects],
    }


def _effect(one: Effect) -> str:
    figure = one.moved.now
    text = f"{name_of(one.period)}: {figure.definition.title} {value_text(figure)} ({note_text(figure)})"
    if one.restated:
        text += ", restated"
    return f"{text}, {change_text(one.moved)} since the decision" if one.moved.delta is not None else text
