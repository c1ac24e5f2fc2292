"""The scorecard of a journey with what customers said at each stage beside what their contacts show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.tally import Tally
from heedful.domain.journeys import queries as journeys
from heedful.domain.measurement.queries.asking import definition_for, figures
from heedful.foundation.access import Actor, Permission
from heedful.foundation.disclosure import SENTENCE
from heedful.foundation.errors import Refused

SATISFACTION = ("csat", "nps", "ces", "rating")
"""The metrics that may stand for satisfaction, in the order in which they are looked for."""
FIX = ", ".join(SATISFACTION)
COLUMNS = ("completion", "duration", "effort", "satisfaction", "outcome")


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage and its figures by column; satisfaction is missing for who may not see metrics."""

    stage: journeys.Stage
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class JourneyScorecard:
    """The stages in order, how many passages are counted and how many are still under way."""

    lines: list[StageLine]
    rested: int
    under_way: int
    metric: str

    def records(self) -> list[dict[str, object]]:
        """Return a JSON object a stage, as API and command line give it."""
        return [
            {"stage": line.stage.code, "name": line.stage.name}
            | {name: each.record() for name, each in line.figures.items()}
            for line in self.lines
        ]


def journey_scorecard(
    *, code: str, actor: Actor, since: date, until: date, at: datetime, metric: str = ""
) -> JourneyScorecard:
    """Return completion, duration, effort, satisfaction and outcome of each stage over the months [since, until).

    `metric` is what stands for satisfaction; without one, the first of csat, nps, ces, rating that was answered. A
    stage with a touchpoint that must stay hidden hides its satisfaction.
    """
    if metric and metric not in SATISFACTION:
        raise Refused("this is no measure of satisfaction", field="metric", value=metric, fix=f"use {FIX}")
    card = journeys.scorecard(code, actor, since, until, at)
    said: dict[str, dict[str, Figure]] = {}
    if actor.can(Permission.SEE_METRICS):
        for name in [metric] if metric else SATISFACTION:
            given = {"definition": name, "actor": actor, "at": at, "since": since, "until": until}
            said[name] = {each.group: each for each in figures(**given, group_by="touchpoint")}  # type: ignore[arg-type]  # one dict of mixed values
    places = {place for stage in card.stages for place in stage.touchpoints}
    answered = [name for name, found in said.items() if any(_heard(found.get(place)) for place in places)]
    chosen = metric or next(iter(answered), SATISFACTION[0])
    lines = []
    for stage in card.stages:
        made = dict(stage.figures)
        if chosen in said:
            made["satisfaction"] = _joined(chosen, [said[chosen].get(place) for place in stage.touchpoints])
        lines.append(StageLine(stage, {name: made[name] for name in COLUMNS if name in made}))
    return JourneyScorecard(lines, card.rested, card.under_way, chosen)


def _heard(figure: Figure | None) -> bool:
    return figure is not None and (figure.hidden is not None or bool(figure.n))


def _joined(metric: str, found: Iterable[Figure | None]) -> Figure:
    here = [each for each in found if each is not None]
    hidden = any(each.hidden for each in here)
    total = Tally() if hidden else sum((Tally(each.basis) for each in here), Tally())
    return measured(definition_for(metric), total, hidden=SENTENCE if hidden else None)
