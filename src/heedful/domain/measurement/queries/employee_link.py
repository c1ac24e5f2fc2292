"""Does how it is to work here go before what customers say? Pulses and customers' scores, by unit and quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from heedful.analytics.inference.lagged import Lag, Links, Way, links
from heedful.domain.employees.enums import Question
from heedful.domain.employees.queries import pulses
from heedful.domain.measurement.queries.asking import definition_for, figures
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import add_months, day_of

METRICS = ("nps", "csat", "ces")
LEAST_ANSWERS = 10
LONGEST = 3
QUARTERS = 16


@dataclass(frozen=True, slots=True)
class Link:
    """The link with the sentence that it allows; `cells` counts units x quarters that both sides know."""

    metric: str
    links: Links
    cells: int
    sentence: str


def link(*, metric: str, actor: Actor, at: datetime) -> Link:
    """Return the link of employee effort with a customer metric over the last 16 quarters, for the whole company.

    Units without others below them, cells of at least 10 answers on both sides, none that is hidden.
    """
    actor.require_everywhere(Permission.SEE_PULSES)
    title = definition_for(metric).title
    today = day_of(at)
    rows = organisation.tree(today)
    inner = {row.parent_id for row in rows}
    leaves = {row.unit.id for row in rows if row.unit.id not in inner}
    ex: dict[tuple[str, int], float] = {}
    for day, scores in pulses.scores_by_unit(Question.EES):
        for unit, score in scores.items():
            if unit in leaves and score.value is not None and (score.n or 0) >= LEAST_ANSWERS:
                ex[str(unit), _quarter(day)] = score.value
    last = _quarter(today)
    cx: dict[tuple[str, int], float] = {}
    if ex:
        for quarter in range(max(last - QUARTERS, min(when for _, when in ex)), last):
            for code in sorted({each for each, _ in ex}):
                value = _customers(metric, code, quarter, actor, at)
                if value is not None:
                    cx[code, quarter] = value
    found = links(ex, cx, longest=LONGEST)
    return Link(metric, found, len(ex.keys() & cx.keys()), _sentence(found, title))


def _customers(metric: str, unit: str, quarter: int, actor: Actor, at: datetime) -> float | None:
    begin = date(quarter // 4, quarter % 4 * 3 + 1, 1)
    (figure,) = figures(
        definition=metric, actor=actor, at=at, since=begin, until=add_months(begin, 3), filters={"unit": unit}
    )
    shown = figure.hidden is None and figure.shown_for is None and (figure.n or 0) >= LEAST_ANSWERS
    return figure.estimate if shown else None


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _sentence(found: Links, title: str) -> str:
    if found.refused:
        return f"Nothing can be said: {found.refused}."
    if found.claim is None:
        return f"No link between employee effort and {title.lower()} is shown, either way, up to {LONGEST} quarters."
    return _claimed(found.claim, title)


def _claimed(claim: Lag, title: str) -> str:
    first, then = ("employee effort", title) if claim.way is Way.EX_CX else (title, "employee effort")
    when = f"{claim.lag} quarter{'s' if claim.lag > 1 else ''} later" if claim.lag else "in the same quarter"
    finding = claim.finding
    return (
        f"Within a unit, one point of {first.lower()} is associated with {finding.estimate:+.2f} points of"
        f" {then.lower()} {when} (interval {finding.low:+.2f} to {finding.high:+.2f}, all lags and both directions"
        f" counted, n {finding.n_used})."
    )
