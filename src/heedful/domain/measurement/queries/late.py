"""What has changed under closed figures: rows that came, changed or were erased since the cut-off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from heedful.analytics.definitions import Definition
from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.tally import Tally
from heedful.domain.measurement.enums import Split
from heedful.domain.measurement.models import Period, Restatement, Result
from heedful.domain.measurement.queries.asking import definition_for, figures
from heedful.domain.measurement.queries.cube import least_figures
from heedful.domain.measurement.queries.periods import closed_figure, drafts, results
from heedful.domain.measurement.rules import FINAL, add_months
from heedful.foundation.access import SYSTEM
from heedful.foundation.disclosure import small

FEW = "Few rows changed: the new figure would speak of single answers."
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Late:
    """A closed figure that would come out differently today than was last said of it. `more` is the change in n.

    `now` hides its number where so few rows changed, in it or in a group beside it, that it would reveal them; `fresh`
    does not, and is for judging only.
    """

    result: Result
    closed: Figure
    now: Figure
    more: int
    fresh: Figure


def late_data(found: Period, at: datetime) -> list[Late]:
    """Return every closed figure that would come out differently today: totals first, then what they are made of.

    The figures stay as they stood at the cut-off, also before the lock; a restatement is the only way to change what is
    said about the period, and what was restated is late no longer.
    """
    rows = results(found) if found.state in FINAL else drafts(found)
    said = _said(found)
    together: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for row in rows:
        together[row.definition, row.split].append(row)
    changed = [late for part in together.values() for late in _changed(found, part, said, at)]
    return sorted(changed, key=lambda late: (late.result.split != Split.TOTAL, late.result.position))


def split_figures(each: Definition, split: Split, starts: date, ends: date, at: datetime) -> list[Figure]:
    """Return the figures of a split of a period as they are today; months reach a year back."""
    since = add_months(ends, -TREND_MONTHS) if split is Split.MONTH else starts
    return figures(definition=each.id, actor=SYSTEM, at=at, since=since, until=ends, group_by=split.value or None)


def told_of(result: Result) -> list[dict[str, Any]]:
    """Return what was said of a figure, in order: as it was closed, then each restatement."""
    return [result.figure, *result.restatements.order_by("number").values_list("new", flat=True)]


def differs(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Tell whether two records of a figure say something different; a group that got another name does not."""
    return {**old, "label": ""} != {**new, "label": ""}


def beside(n: int | None, now: Figure, few: bool = False) -> Figure:
    """Return a new figure as it may stand beside one of `n` rows: hidden where the two would reveal a few answers.

    `few` says that a group beside it changed by a few: subtracting from the total would reveal those.
    """
    if now.definition.small_groups == "show" or n is None or now.n is None:
        return now
    if now.n == n or not (few or small(abs(now.n - n), least_figures())):
        return now
    return replace(now, estimate=None, low=None, high=None, n=None, centre=None, error=None, hidden=FEW, basis={})


def _changed(found: Period, part: Sequence[Result], said: dict[Any, list[dict[str, Any]]], at: datetime) -> list[Late]:
    each, split = definition_for(part[0].definition), Split(part[0].split)
    now = {figure.group: figure for figure in split_figures(each, split, found.starts, found.ends, at)}
    pairs = []
    for result in part:
        told = [result.figure, *said.get(result.id, ())]
        known = [record["n"] for record in told if record["n"] is not None]
        fresh = now.get(result.key) or _nothing(each, closed_figure(result))
        pairs.append((result, told, known[-1] if known else None, fresh))
    least = least_figures()
    few = split is not Split.TOTAL and any(
        n is not None and fresh.n is not None and small(abs(fresh.n - n), least) for _, _, n, fresh in pairs
    )
    late = []
    for result, told, n, fresh in pairs:
        shown = beside(n, fresh, few)
        corrected = len(told) == 1 and shown.hidden is None and dict(fresh.basis) != result.basis
        if differs(told[-1], shown.record()) or corrected:
            late.append(Late(result, closed_figure(result), shown, (fresh.n or 0) - (n or 0), fresh))
    return late


def _nothing(each: Definition, then: Figure) -> Figure:
    """Return the figure of a group that has lost its last row: it counts nothing."""
    return measured(
        each, Tally(), group=then.group, label=then.label, since=then.since, until=then.until, filters=then.filters
    )


def _said(found: Period) -> dict[Any, list[dict[str, Any]]]:
    said = defaultdict(list)
    for result_id, new in Restatement.objects.filter(period=found).order_by("number").values_list("result_id", "new"):
        said[result_id].append(new)
    return said
