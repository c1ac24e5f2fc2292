"""Do those who answer look like those who were to be heard? Margins side by side, and the score weighted by them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from heedful.analytics.definitions.model import Definition
from heedful.analytics.inference.raking import EmptyCell, Raked, Weighted, rake, trim, weighted_mean
from heedful.domain.customers import queries as customers
from heedful.domain.measurement.queries.asking import definition_for
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM, Actor, Permission
from heedful.foundation.errors import Refused
from heedful.rendering.numbers import change, many, number
from heedful.warehouse import reader

FEWEST = 30
MARGINS = ("segment", "unit")
TITLES = {"segment": "Segment", "unit": "Unit"}
LAST = """SELECT account_id, value, scale_low, scale_high FROM answers WHERE metric = ? AND status = 'final'
AND account_id IS NOT NULL AND scale_high > scale_low AND collected_on >= ? AND collected_on < ?
QUALIFY ROW_NUMBER() OVER (PARTITION BY account_id ORDER BY collected_on DESC, id) = 1"""
ASKED = """SELECT DISTINCT account_id FROM invitations WHERE asked = 1 AND account_id IS NOT NULL
AND sent_on >= ? AND sent_on < ?"""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of customers in the book, among those asked and among those who answered."""

    margin: str
    name: str
    book: int
    asked: int
    answered: int
    share_of_book: float
    share_of_answers: float

    @property
    def rate(self) -> float | None:
        """Return the response rate; None where nobody was asked."""
        return self.answered / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class BiasView:
    """The panel: groups by margin, the plain and the weighted score, or why no weight is given."""

    metric: str
    title: str
    since: date
    until: date
    by: tuple[str, ...]
    groups: tuple[Group, ...]
    n: int
    refusal: str
    plain: Weighted | None = None
    weighted: Weighted | None = None
    raked: Raked | None = None
    trimmed: Raked | None = None

    @property
    def sentence(self) -> str:
        """Say in one line what the weighting does, or why there is none."""
        if self.refusal:
            return f"The score is not weighted: {self.refusal}."
        if self.plain is None or self.weighted is None or self.trimmed is None:
            return "The score is not weighted."
        moved = self.weighted.mean - self.plain.mean
        span = (
            ""
            if self.weighted.low is None or self.weighted.high is None
            else (f", 95 % interval {number(self.weighted.low)} to {number(self.weighted.high)}")
        )
        told = f"Weighted to the book the score is {number(self.weighted.mean)}{span}"
        inside = (
            self.weighted.low is not None
            and self.weighted.high is not None
            and (self.weighted.low <= self.plain.mean <= self.weighted.high)
        )
        kept = "which is within chance of" if inside else f"{change(moved)} from"
        return (
            f"{told}: {kept} the plain {number(self.plain.mean)}. {many(self.n, 'customer')} count as "
            f"{number(self.trimmed.effective)} (design effect {number(self.trimmed.design_effect, 2)})."
        )

    def record(self) -> dict[str, Any]:
        """Return it as plain values."""

        def mean(one: Weighted | None) -> dict[str, Any] | None:
            return None if one is None else {"mean": one.mean, "low": one.low, "high": one.high, "n": one.effective}

        def raked(one: Raked | None) -> dict[str, Any] | None:
            return (
                None
                if one is None
                else {
                    "effective": one.effective,
                    "design_effect": one.design_effect,
                    "residual": one.residual,
                    "converged": one.converged,
                    "rounds": one.rounds,
                    "lowest": min(one.weights),
                    "highest": max(one.weights),
                }
            )

        return {
            "metric": self.metric, "since": self.since.isoformat(), "until": self.until.isoformat(),
            "by": list(self.by), "n": self.n, "sentence": self.sentence, "refusal": self.refusal,
            "plain": mean(self.plain), "weighted": mean(self.weighted), "raked": raked(self.raked),
            "trimmed": raked(self.trimmed),
            "groups": [
                {
                    "margin": each.margin, "group": each.name, "book": each.book, "asked": each.asked,
                    "answered": each.answered, "rate": each.rate, "share_of_book": each.share_of_book,
                    "share_of_answers": each.share_of_answers,
                }
                for each in self.groups
            ],
        }  # fmt: skip


def bias_view(*, metric: str, actor: Actor, since: date, until: date, by: tuple[str, ...] = MARGINS) -> BiasView:
    """Compare the customers who answered in [since, until) with the book, and weight their last scores to it.

    Each customer counts once. `by` names the margins: segment, unit, or both. Needs the whole company.
    """
    actor.require_everywhere(Permission.SEE_METRICS)
    definition = definition_for(metric)
    if definition.fact != "answers":
        message = "only scores that customers give have a bias of answers"
        raise Refused(message, field="metric", value=metric, fix="say nps")
    if until <= since:
        raise Refused("the end lies before the beginning", field="until", value=until, fix="turn them round")
    if not by or len(set(by)) != len(by) or not set(by) <= set(MARGINS):
        raise Refused("no such margins", field="by", value=",".join(by), fix="segment, unit, or both")
    book, span = _book(by), [since.isoformat(), until.isoformat()]
    asked = {str(key) for (key,) in reader.rows(ASKED, span)} & book.keys()
    points = {
        str(key): _points(definition, int(value), int(low), int(high))
        for key, value, low, high in reader.rows(LAST, [metric, *span])
        if str(key) in book
    }
    groups = tuple(_groups(by, book, asked, points))
    view = partial(BiasView, metric, definition.title, since, until, by, groups, len(points))
    if len(points) < FEWEST:
        return view(f"fewer than {FEWEST} customers answered ({number(len(points))})")
    return _weighted(view, by, book, points)


def _weighted(
    view: Callable[..., BiasView], by: tuple[str, ...], book: Mapping[str, tuple[str, ...]], points: Mapping[str, float]
) -> BiasView:
    cells = sorted({book[key] for key in points})
    sums = {cell: [0.0, 0.0, 0.0] for cell in cells}
    for key, value in sorted(points.items()):
        held = sums[book[key]]
        held[0] += 1
        held[1] += value
        held[2] += value * value
    counts = [int(sums[cell][0]) for cell in cells]
    totals, squares = ([sums[cell][at] for cell in cells] for at in (1, 2))
    targets = [Counter(groups[place] for groups in book.values()) for place in range(len(by))]
    plain = weighted_mean([1.0] * len(cells), counts, totals, squares)
    try:
        raked = rake(cells, counts, targets)
    except EmptyCell as empty:
        of = f"{TITLES[by[empty.margin]].lower()} {empty.group}"
        return view(f"nobody of {of} answered, and no weight can speak for them", plain)
    if not raked.converged:
        missed = number(100 * raked.residual, 1)
        return view(f"the margins contradict each other by {missed} points; weight by one of them", plain)
    trimmed = trim(raked, cells, counts, targets)
    return view("", plain, weighted_mean(trimmed.weights, counts, totals, squares), raked, trimmed)


def _book(by: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the groups of every customer, in the order of the margins."""
    units = organisation.unit_names()
    segments = {each.code: each.name for each in customers.segments()}
    found = {}
    for key, segment, unit in customers.visible_to(SYSTEM).values_list("id", "segment_id", "unit_id"):
        groups = {"segment": segments.get(segment or "", "none"), "unit": units.get(unit, "none") if unit else "none"}
        found[str(key)] = tuple(groups[each] for each in by)
    return found


def _points(definition: Definition, value: int, low: int, high: int) -> float:
    if definition.id == "nps":
        return 100.0 if value >= 900 else -100.0 if value <= 600 else 0.0
    return 100 * (value / 100 - low) / (high - low)


def _groups(
    by: tuple[str, ...], book: Mapping[str, tuple[str, ...]], asked: set[str], points: Mapping[str, float]
) -> list[Group]:
    found = []
    for place, margin in enumerate(by):
        counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for key, groups in book.items():
            row = counted[groups[place]]
            row[0] += 1
            row[1] += key in asked
            row[2] += key in points
        for name, (size, of, n) in sorted(counted.items()):
            found.append(Group(margin, name, size, of, n, size / len(book), n / len(points) if points else 0.0))
    return found
