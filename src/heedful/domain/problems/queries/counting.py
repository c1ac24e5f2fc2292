"""How often it happened, and how often it could have: weekly counts and exposure, read from the facts by name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from heedful.analytics.definitions.model import Condition
from heedful.analytics.inference.counts import Window, total
from heedful.domain.cases.enums import CaseKind
from heedful.domain.organisation import queries as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.domain.problems.enums import Exposure
from heedful.domain.problems.models import Problem
from heedful.domain.problems.rules.windows import WEEK, week_of
from heedful.warehouse import engine

FAILURES = (CaseKind.COMPLAINT.value, CaseKind.RECOVERY.value)
"""The cases that count where a problem names no kind: complaints and follow-ups of low scores."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Which cases are alike, and what they are counted against. `units=None` is the whole company."""

    touchpoint: str
    kind: str
    channel: str
    units: frozenset[UUID] | None
    exposure: Exposure
    not_units: frozenset[UUID] = frozenset()
    not_touchpoint: str = ""
    not_channel: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on: the cases and the exposure."""

    monday: date
    window: Window


def theme_of(problem: Problem, on: date) -> Theme:
    """Return what a problem counts, in the units as they hang together on a day."""
    whole = problem.unit.kind == UnitKind.COMPANY
    units = None if whole else organisation.subtree_ids(problem.unit_id, on)
    touchpoint = problem.touchpoint.code if problem.touchpoint else ""
    return Theme(touchpoint, problem.kind, problem.channel, units, Exposure(problem.exposure))


def weekly(theme: Theme, since: date, until: date) -> list[Week]:
    """Count the weeks of [since, until), both Mondays; a week without cases is there with its exposure."""
    counted = _by_week("cases", "opened_on", cases_where(theme, since, until))
    exposed = _exposure(theme, since, until)
    mondays = [since + n * WEEK for n in range((until - since) // WEEK)]
    return [Week(day, Window(counted.get(day, 0), 1.0 if exposed is None else exposed.get(day, 0))) for day in mondays]


def lived(weeks: Sequence[Week]) -> list[Week]:
    """Leave out the weeks before anything was recorded, and those without exposure.

    The week in which recording began goes too: begun on its Sunday, its six silent days would pass for noise.
    """
    first = next((place for place, week in enumerate(weeks) if week.window.count), len(weeks))
    return [week for week in weeks[first + 1 if first else 0 :] if week.window.exposure]


def window_of(weeks: Sequence[Week], mondays: Sequence[date]) -> Window:
    """Add up the weeks of some Mondays."""
    chosen = set(mondays)
    return total([week.window for week in weeks if week.monday in chosen])


def siblings(theme: Theme) -> dict[str, Theme]:
    """Name the places where the trouble may have gone: other channels, other touchpoints, other units."""
    found = {}
    if theme.channel:
        found["other channels"] = replace(theme, channel="", not_channel=theme.channel)
    if theme.touchpoint:
        found["other touchpoints"] = replace(theme, touchpoint="", not_touchpoint=theme.touchpoint)
    if theme.units is not None:
        found["other units"] = replace(theme, units=None, not_units=theme.units)
    return found


def alike(since: date, until: date) -> dict[tuple[UUID, str], int]:
    """Count the failures of [since, until) by unit and touchpoint."""
    where = [*_days("opened_on", since, until), Condition("kind", "in", FAILURES)]
    rows = engine.counts("cases", where, ["unit_id", "touchpoint"])
    return {(UUID(unit), touchpoint): n for (unit, touchpoint), n in rows.items() if unit and touchpoint}


def cases_where(theme: Theme, since: date, until: date) -> list[Condition]:
    """Write the conditions that choose the alike cases of [since, until)."""
    kinds = (theme.kind,) if theme.kind else FAILURES
    return [*_days("opened_on", since, until), Condition("kind", "in", kinds), *_place(theme)]


def _exposure(theme: Theme, since: date, until: date) -> dict[date, int] | None:
    if theme.exposure is Exposure.WEEKS:
        return None
    return _by_week("interactions", "started_on", [*_days("started_on", since, until), *_place(theme)])


def _place(theme: Theme) -> list[Condition]:
    found = []
    for column, is_it, is_not in (
        ("touchpoint", theme.touchpoint, theme.not_touchpoint),
        ("channel", theme.channel, theme.not_channel),
    ):
        if is_it:
            found.append(Condition(column, "=", is_it))
        if is_not:
            found.append(Condition(column, "<>", is_not))
    if theme.units is not None:
        found.append(Condition("unit_id", "in", tuple(sorted(str(unit) for unit in theme.units))))
    found += [Condition("unit_id", "<>", str(unit)) for unit in sorted(theme.not_units)]
    return found


def _days(column: str, since: date, until: date) -> list[Condition]:
    return [Condition(column, ">=", since.isoformat()), Condition(column, "<", until.isoformat())]


def _by_week(fact: str, day: str, where: Sequence[Condition]) -> dict[date, int]:
    found: dict[date, int] = {}
    for (text,), n in engine.counts(fact, where, [day]).items():
        monday = week_of(date.fromisoformat(text))
        found[monday] = found.get(monday, 0) + n
    return found
