"""The record every number travels in, and the only function that ranks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heedful.analytics.definitions.kinds import SCORINGS
from heedful.analytics.definitions.model import Definition, Direction
from heedful.analytics.inference.changes import benjamini_hochberg, difference_p
from heedful.analytics.inference.intervals import LEVEL, Estimate
from heedful.analytics.scores.evaluation import evaluate
from heedful.analytics.scores.tally import Tally

RANK_MINIMUM = 30
SIGNIFICANT = 0.05
NUMBERS = ("estimate", "low", "high", "centre", "error")
KEPT = ("n", "level", "hidden", "group", "label", "shown_for", "since", "until", "filters")
NOTHING = Estimate(0.0, None, None, None, None)


class TooFewToRank(ValueError):
    """A rank or colour was asked for a figure below the minimum number of answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with everything a reader needs to judge it.

    `estimate` is None when there is nothing to show: `hidden` then says why, or `n` is 0. A census has no interval.
    `group` is the key of the group and `label` its name; `shown_for` names the parent unit a small group rolled up to.
    """

    definition: Definition
    estimate: float | None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    n: int | None
    centre: float | None = None
    error: float | None = None
    hidden: str | None = None
    group: str = ""
    label: str = ""
    shown_for: str | None = None
    since: str = ""
    until: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, int] = field(default_factory=dict)

    @property
    def census(self) -> bool:
        """Tell whether everything was counted, so that an interval would be wrong."""
        return SCORINGS[self.definition.kind].census

    @property
    def method(self) -> str:
        """Name the method of the interval."""
        return SCORINGS[self.definition.kind].method

    @property
    def reference(self) -> str:
        """Name definition and version, as printed beside the number."""
        return f"{self.definition.id}@{self.definition.version}"

    def record(self) -> dict[str, Any]:
        """Return the figure as JSON values, for the API, exports and closed books; six decimals are kept."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return {
            **{name: None if value is None else round(value, 6) for name, value in numbers.items()},
            "n": self.n,
            "level": self.level,
            "hidden": self.hidden,
            "group": self.group,
            "label": self.label,
            "shown_for": self.shown_for,
            "since": self.since,
            "until": self.until,
            "filters": dict(self.filters),
            "definition": self.definition.id,
            "version": self.definition.version,
            "unit": self.definition.unit,
            "method": self.method,
            "census": self.census,
        }

    @classmethod
    def restored(cls, definition: Definition, record: Mapping[str, Any]) -> Figure:
        """Return the figure that `record` was made of, under the version it was made with."""
        return cls(
            definition=replace(definition, version=record["version"]),
            **{name: record[name] for name in (*NUMBERS, *KEPT)},
        )


@dataclass(frozen=True, slots=True)
class Ranked:
    """A figure with a place; cannot be made below the minimum number of answers."""

    figure: Figure
    place: int

    def __post_init__(self) -> None:
        if not rankable(self.figure):
            raise TooFewToRank(f"{self.figure.label or 'a figure'} has fewer than {RANK_MINIMUM} answers: no rank")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside its earlier self. `word` is None unless the change is both certain and large enough to matter."""

    now: Figure
    before: Figure
    delta: float | None
    q: float | None
    word: str | None


def measured(
    definition: Definition,
    tally: Tally,
    *,
    level: float = LEVEL,
    hidden: str | None = None,
    group: str = "",
    label: str = "",
    shown_for: str | None = None,
    since: str = "",
    until: str = "",
    filters: Mapping[str, str] | None = None,
) -> Figure:
    """Turn a tally into a figure.

    An empty tally gives n = 0 and no estimate, a census of nothing 0; with `hidden` not even n is given.
    """
    shown = hidden is None and (tally.n > 0 or SCORINGS[definition.kind].census)
    estimate = evaluate(definition.kind, tally, scale=definition.scale, level=level) if shown else NOTHING
    return Figure(
        definition=definition,
        estimate=estimate.value if shown else None,
        low=estimate.low,
        high=estimate.high,
        level=level,
        n=None if hidden else tally.n,
        centre=estimate.centre,
        error=estimate.error,
        hidden=hidden,
        group=group,
        label=label,
        shown_for=shown_for,
        since=since,
        until=until,
        filters=filters or {},
        basis=dict(tally.sums) if shown else {},
    )


def rankable(figure: Figure, minimum: int = RANK_MINIMUM) -> bool:
    """Tell whether a figure has enough answers for a rank or a colour."""
    return figure.estimate is not None and figure.n is not None and figure.n >= max(minimum, RANK_MINIMUM)


def rank(figures: Iterable[Figure]) -> tuple[list[Ranked], list[Figure]]:
    """Order figures from best to worst and return those with too few answers apart, unordered by score.

    Equal estimates share a place. The second list keeps the order in which it came.
    """
    every = list(figures)
    better_first = sorted(
        (figure for figure in every if rankable(figure)),
        key=lambda figure: (figure.estimate or 0.0) * (-1 if figure.definition.direction is Direction.HIGHER else 1),
    )
    ranked: list[Ranked] = []
    for position, figure in enumerate(better_first, start=1):
        tied = ranked and ranked[-1].figure.estimate == figure.estimate
        ranked.append(Ranked(figure, ranked[-1].place if tied else position))
    return ranked, [figure for figure in every if not rankable(figure)]


def compare(pairs: Sequence[tuple[Figure, Figure]]) -> list[Change]:
    """Compare each figure with an earlier one of a disjoint period; one call a screen, so that q counts every test.

    A word is given only with q < 0.05, a change of at least the definition's practical size, and enough
    answers on both sides.
    """
    tested = [index for index, (now, before) in enumerate(pairs) if _testable(now) and _testable(before)]
    p_values = [
        difference_p(now.centre or 0.0, now.error or 0.0, before.centre or 0.0, before.error or 0.0)
        for now, before in (pairs[index] for index in tested)
    ]
    q_values: dict[int, float] = dict(zip(tested, benjamini_hochberg(p_values), strict=True))
    return [_change(now, before, q_values.get(index)) for index, (now, before) in enumerate(pairs)]


def _testable(figure: Figure) -> bool:
    return figure.centre is not None and figure.error is not None


def _change(now: Figure, before: Figure, q: float | None) -> Change:
    if now.estimate is None or before.estimate is None:
        return Change(now, before, None, None, None)
    delta = now.estimate - before.estimate
    certain = q is not None and q < SIGNIFICANT and abs(delta) >= now.definition.practical
    if not (certain and rankable(now) and rankable(before)):
        return Change(now, before, delta, q, None)
    good = (delta > 0) is (now.definition.direction is Direction.HIGHER)
    return Change(now, before, delta, q, "better" if good else "worse")
