"""Close the books of a period: facts, results, lock, pack."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.analytics.definitions import Definition
from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.tally import Tally
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement import queries
from heedful.domain.measurement.enums import Split
from heedful.domain.measurement.rules import add_months
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.errors import NotFound
from heedful.warehouse.refresh import refreshed
from heedful.workflows import board_pack

TREND_MONTHS = 12


def begin(*, period_id: UUID, headline: str = "", by: Actor, at: datetime) -> None:
    """Set the cut-off and keep every figure as it stands there; a headline is written with it or not at all."""
    by.require(Permission.CLOSE_PERIOD)
    found = queries.period(period_id)
    with refreshed(at=at):
        figures = compute(found.starts, found.ends, at)
        with transaction.atomic():
            if headline:
                measurement.write_headline(period_id=period_id, text=headline, by=by, at=at)
            measurement.begin_close(period_id=period_id, figures=figures, by=by, at=at)


def close(*, period_id: UUID, by: Actor, at: datetime) -> None:
    """Lock a period with the figures of its cut-off and store its pack; all or nothing."""
    with transaction.atomic():
        measurement.lock(period_id=period_id, by=by, at=at)
        board_pack.store(period_id, edition=1, by=by, at=at)


def restate(*, period_id: UUID, result_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Compute a closed figure anew, put it beside the old one, and store the next edition of the pack."""
    by.require(Permission.CLOSE_PERIOD)
    found = queries.period(period_id)
    result = next((row for row in queries.results(found) if row.id == result_id), None)
    if result is None:
        raise NotFound("this period has no such figure", field="result", value=result_id)
    with refreshed(at=at):
        figure = _figure_now(found, result, at)
    with transaction.atomic():
        measurement.restate(result_id=result_id, figure=figure, reason=reason, by=by, at=at)
        edition = 1 + max(file.edition for file in queries.files(found))
        board_pack.store(period_id, edition=edition, by=by, at=at)


def compute(starts: date, ends: date, at: datetime) -> list[tuple[Split, Figure]]:
    """Return every figure of a period, in the order of its pack: totals, by unit, by segment, and the months before."""
    found: list[tuple[Split, Figure]] = []
    for each in queries.metrics():
        for split in Split:
            if split in (Split.UNIT, Split.SEGMENT) and split not in queries.splits_of(each):
                continue
            found.extend((split, figure) for figure in _figures(each, split, starts, ends, at))
    return found


def _figures(each: Definition, split: Split, starts: date, ends: date, at: datetime) -> list[Figure]:
    since = add_months(ends, -TREND_MONTHS) if split is Split.MONTH else starts
    return queries.figures(
        definition=each.id, actor=SYSTEM, at=at, since=since, until=ends, group_by=split.value or None
    )


def _figure_now(found: queries.Period, result: queries.Result, at: datetime) -> Figure:
    """Return what a closed figure would be today; a group that has lost its last row counts nothing."""
    each = queries.definition_for(result.definition)
    now = _figures(each, Split(result.split), found.starts, found.ends, at)
    then = queries.closed_figure(result)
    nothing = measured(
        each, Tally(), group=then.group, label=then.label, since=then.since, until=then.until, filters=then.filters
    )
    return next((figure for figure in now if figure.group == result.key), nothing)
