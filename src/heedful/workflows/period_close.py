"""Close the books of a period: facts, results, lock, pack."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.analytics.scores.figure import Figure
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement import queries
from heedful.domain.measurement.enums import Split
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Conflict, NotFound
from heedful.warehouse.refresh import refreshed
from heedful.workflows import board_pack


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


def restate(*, period_id: UUID, result_id: UUID | None = None, reason: str, by: Actor, at: datetime) -> int:
    """Put what a closed figure is today beside it and store the next edition of the pack; without an id, all of them.

    Return how many figures were restated.
    """
    by.require(Permission.CLOSE_PERIOD)
    found = queries.period(period_id)
    if result_id is not None and all(row.id != result_id for row in queries.results(found)):
        raise NotFound("this period has no such figure", field="result", value=result_id)
    with refreshed(at=at):
        late = [each for each in queries.late_data(found, at) if result_id in (None, each.result.id)]
    if not late:
        raise Conflict("the figure is the same as before: nothing to restate")
    with transaction.atomic():
        measurement.restate(late=late, reason=reason, by=by, at=at)
        edition = 1 + max(file.edition for file in queries.files(found))
        board_pack.store(period_id, edition=edition, by=by, at=at)
    return len(late)


def compute(starts: date, ends: date, at: datetime) -> list[tuple[Split, Figure]]:
    """Return every figure of a period, in the order of its pack: totals, by unit, by segment, and the months before."""
    found: list[tuple[Split, Figure]] = []
    for each in queries.metrics():
        for split in Split:
            if split in (Split.UNIT, Split.SEGMENT) and split not in queries.splits_of(each):
                continue
            found.extend((split, figure) for figure in queries.split_figures(each, split, starts, ends, at))
    return found
