"""Communication effort: asked beside observed, two series inside and outside; an estimate apart that fills no gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from heedful.analytics.inference.intervals import Estimate, wilson
from heedful.analytics.scores.effort import SPARE, Model, fit
from heedful.analytics.scores.figure import Figure
from heedful.domain.failures.queries import effort
from heedful.domain.journeys import queries as journeys
from heedful.domain.measurement.queries.asking import figures
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import zone

INTERNAL, EXTERNAL = "communication_effort_internal", "communication_effort_external"
NEEDED = 4 + SPARE
"""Touchpoints with both an asked figure and behaviour that the estimate needs."""


@dataclass(frozen=True, slots=True)
class Series:
    """One side: the asked figure, and how many found it hard (1 to 3) with its interval, hidden as the figure is."""

    figure: Figure
    hard: Estimate | None


@dataclass(frozen=True, slots=True)
class Line:
    """A touchpoint: what customers did, the effort they were asked for, and what their behaviour would let expect."""

    name: str
    seen: effort.Outside
    asked: Figure | None
    estimated: Estimate | None


@dataclass(frozen=True, slots=True)
class Effort:
    """Communication effort in a window. `model` is None while too few touchpoints have both."""

    internal: Series
    external: Series
    lines: Sequence[Line]
    inside: effort.Inside
    model: Model | None

    def record(self) -> dict[str, Any]:
        """Return it as JSON values: asked and observed under their own names."""
        return {
            "direction": "0 = no effort, 100 = all effort",
            "asked": {
                side: each.figure.record() | {"hard": _rounded(each.hard)}
                for side, each in (("internal", self.internal), ("external", self.external))
            },
            "observed_external": [
                {
                    "touchpoint": line.seen.touchpoint,
                    "contacts": line.seen.contacts,
                    "customers": line.seen.customers,
                    "contacts_to_clarity": round(line.seen.to_clarity, 6),
                    "second_channel": line.seen.second_channel,
                    "asked_above": line.seen.asked_above,
                    "estimated": _rounded(line.estimated),
                }
                for line in self.lines
            ],
            "observed_internal": {
                "contacts": self.inside.contacts,
                "touches_median": self.inside.median,
                "touches_p90": self.inside.p90,
                "announcements": [asdict(each) for each in self.inside.announcements],
            },
            "correlation": None if self.model is None else self.model.correlation,
        }


def communication_effort(actor: Actor, *, at: datetime, since: date, until: date) -> Effort:
    """Read communication effort in [since, until), whole months, in the actor's sight."""
    actor.require(Permission.SEE_METRICS)
    begin, end = (datetime.combine(day, time(), zone()) for day in (since, until))
    asked = figures(definition=EXTERNAL, actor=actor, at=at, since=since, until=until, group_by="touchpoint")
    by_place = {each.group: each for each in asked}
    seen = effort.outside(actor, begin, end)
    both = [
        (figure.estimate, each.counts)
        for each in seen
        if (figure := by_place.get(each.touchpoint)) is not None and figure.estimate is not None
    ]
    model = fit([value for value, _ in both], [counts for _, counts in both])
    names = {each.code: each.name for each in journeys.touchpoints()}
    return Effort(
        internal=_series(INTERNAL, actor, at, since, until),
        external=_series(EXTERNAL, actor, at, since, until),
        lines=[
            Line(
                names.get(each.touchpoint, "not recorded"),
                each,
                by_place.get(each.touchpoint),
                model.estimate(each.counts) if model else None,
            )
            for each in seen
        ],
        inside=effort.inside(actor, begin, end),
        model=model,
    )


def _series(name: str, actor: Actor, at: datetime, since: date, until: date) -> Series:
    (figure,) = figures(definition=name, actor=actor, at=at, since=since, until=until)
    hard = wilson(figure.basis["hard"], figure.n) if figure.basis and figure.n else None
    return Series(figure, hard)


def _rounded(found: Estimate | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    ends = {"value": found.value, "low": found.low, "high": found.high}
    return {name: None if part is None else round(part, 6) for name, part in ends.items()}
