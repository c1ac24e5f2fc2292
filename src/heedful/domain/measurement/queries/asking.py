"""Figures: the one function behind every number of web, API, CLI and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from heedful.analytics.definitions import Condition, Definition, definitions
from heedful.analytics.scores.figure import Figure, measured
from heedful.analytics.scores.tally import Tally
from heedful.domain.customers import queries as customers
from heedful.domain.journeys import queries as journeys
from heedful.domain.measurement.queries.cube import SPLITS, UNIT, Cube, column_of, cube
from heedful.domain.measurement.rules import add_months, months_between, whole_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.disclosure import MINIMUM_COMMENTS, SENTENCE, TOTAL, Cell
from heedful.foundation.errors import NotFound, Refused
from heedful.warehouse import engine, facts

MONTH = "month"
MAX_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Behind:
    """The keys of the rows behind a figure, or why they stay hidden. `fact` says what the keys are keys of."""

    figure: Figure
    fact: str
    keys: tuple[UUID, ...]
    hidden: str | None


@dataclass(frozen=True, slots=True)
class _Question:
    definition: Definition
    reach: frozenset[UUID] | None
    on: date
    since: str
    until: str
    group_by: str
    filters: Mapping[str, str]

    @property
    def splits(self) -> tuple[str, ...]:
        wanted = {*self.filters, self.group_by} | ({UNIT} if self.reach is not None else set())
        return tuple(split for split in SPLITS if split in wanted)

    def window(self) -> tuple[str, str]:
        return self.since, self.until


def metrics() -> list[Definition]:
    """Return the definitions whose facts are recorded here, in the order of the screens."""
    return [each for each in definitions().values() if each.fact in facts.names()]


def definition_for(name: str) -> Definition:
    """Return a definition by id."""
    found = next((each for each in metrics() if each.id == name), None)
    if found is None:
        raise NotFound("no metric has this id", field="definition", value=name, fix="see the page of definitions")
    return found


def figures(
    *,
    definition: str,
    actor: Actor,
    at: datetime,
    since: date,
    until: date,
    group_by: str | None = None,
    filters: Mapping[str, str] | None = None,
) -> list[Figure]:
    """Return the figures of a metric over the months [since, until) within what the actor may see.

    Without `group_by` there is one figure; else one a month, one a value of touchpoint, channel or segment, or one a
    unit directly below the filtered unit (or below the top of what the actor sees), each with everything under it.
    `filters` narrow by unit (id), touchpoint, channel, segment (codes). Small groups come hidden; a single unit that is
    too small comes as its parent, which `shown_for` names.
    """
    asked = _question(definition, actor, at, since, until, group_by, filters)
    data = cube(asked.definition, asked.splits, asked.on)
    tops = _tops(asked)
    if asked.group_by == MONTH:
        return [_union(data, asked, tops, month, _next(month), group=month, label=month) for month in _months(asked)]
    if asked.group_by == UNIT:
        names = organisation.unit_names()
        return [
            _union(data, asked, [unit], *asked.window(), group=unit, label=names[UUID(unit)])
            for unit in _below(tops, asked)
        ]
    if asked.group_by:
        return [
            _union(data, asked, tops, *asked.window(), {asked.group_by: value}, group=value, label=label)
            for value, label in label_of(asked.group_by, data.values(asked.group_by)).items()
        ]
    return [_rolled_up(data, asked, tops)]


def rows_behind(
    *,
    definition: str,
    actor: Actor,
    at: datetime,
    since: date,
    until: date,
    filters: Mapping[str, str] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Behind:
    """Return the keys of the rows behind a figure, newest first.

    They stay hidden where the figure does, and where rows of opinions are fewer than the minimum for comments. Whoever
    shows the rows still asks their own area for those that the actor may see.
    """
    asked = _question(definition, actor, at, since, until, None, filters)
    (figure,) = figures(definition=definition, actor=actor, at=at, since=since, until=until, filters=filters)
    opinions = asked.definition.small_groups == "hide"
    few = opinions and 0 < (figure.n or 0) < MINIMUM_COMMENTS
    if figure.hidden or figure.shown_for or few:
        return Behind(figure, asked.definition.fact, (), SENTENCE)
    keys = engine.keys(asked.definition, _conditions(asked, since, until), limit=limit, offset=offset)
    return Behind(figure, asked.definition.fact, tuple(UUID(key) for key in keys), None)


def spread(*, definition: str, actor: Actor, at: datetime, since: date, until: date) -> dict[float, int]:
    """Return how often each answer was given, lowest first; nothing where the figure is hidden."""
    asked = _question(definition, actor, at, since, until, None, None)
    (figure,) = figures(definition=definition, actor=actor, at=at, since=since, until=until)
    if figure.hidden or figure.shown_for:
        return {}
    found = engine.tallies(asked.definition, _conditions(asked, since, until), ("value",))
    return dict(sorted((int(key) / 100, tally.n) for (key,), tally in found.items()))


def label_of(split: str, values: Iterable[str]) -> dict[str, str]:
    """Return the names of the values of a split, in the order of their names; no value reads "not recorded"."""
    names: dict[str, str] = {}
    if split == "touchpoint":
        names = {each.code: each.name for each in journeys.touchpoints()}
    elif split == "segment":
        names = {each.code: each.name for each in customers.segments()}
    labels = {value: names.get(value, value.replace("_", " ")) or "not recorded" for value in values}
    return dict(sorted(labels.items(), key=lambda pair: pair[1].casefold()))


def _question(
    name: str,
    actor: Actor,
    at: datetime,
    since: date,
    until: date,
    group_by: str | None,
    filters: Mapping[str, str] | None,
) -> _Question:
    actor.require(Permission.SEE_METRICS)
    each = definition_for(name)
    if not whole_months(since, until):
        raise Refused(
            "figures are given for whole months",
            field="since",
            value=since,
            fix="begin and end with the first of a month",
        )
    if months_between(since, until) > MAX_MONTHS:
        raise Refused(
            f"a window has at most {MAX_MONTHS} months", field="since", value=since, fix="ask for ten years or less"
        )
    reach = actor.units(Permission.SEE_METRICS)
    chosen = {split: value for split, value in (filters or {}).items() if value != ""}
    for split in (*chosen, *([group_by] if group_by and group_by != MONTH else [])):
        if split not in SPLITS:
            raise Refused("no such split", field=split, value=split, fix=f"use one of {', '.join(SPLITS)} or month")
        column_of(each, split)
    if UNIT in chosen:
        chosen[UNIT] = str(_unit(chosen[UNIT], reach))
    return _Question(each, reach, at.date(), f"{since:%Y-%m}", f"{until:%Y-%m}", group_by or "", chosen)


def _unit(text: str, reach: frozenset[UUID] | None) -> UUID:
    try:
        unit_id = organisation.find_unit(UUID(text)).id
    except ValueError:
        unit_id = organisation.unit(text).id
    if reach is not None and unit_id not in reach:
        raise NotFound("no unit has this id", field="unit", value=text)
    return unit_id


def _tops(asked: _Question) -> list[str]:
    """Return the units whose sum the actor asks for; TOTAL stands for everything."""
    if UNIT in asked.filters:
        return [asked.filters[UNIT]]
    if asked.reach is None:
        return [TOTAL]
    return [
        str(row.unit.id)
        for row in organisation.tree(asked.on)
        if row.unit.id in asked.reach and row.parent_id not in asked.reach
    ]


def _below(tops: list[str], asked: _Question) -> list[str]:
    """Return the units to list one by one."""
    if len(tops) > 1:
        return tops
    top = organisation.root_id() if tops == [TOTAL] else UUID(tops[0])
    return [str(each.id) for each in organisation.children(top, asked.on)] or [str(top)]


def _cell(data: Cube, asked: _Question, unit: str, extra: Mapping[str, str]) -> Cell:
    place = {**asked.filters, **extra, UNIT: unit}
    return tuple(place.get(split, TOTAL) for split in data.splits)


def _union(
    data: Cube,
    asked: _Question,
    units: list[str],
    since: str,
    until: str,
    extra: Mapping[str, str] | None = None,
    *,
    group: str = "",
    label: str = "",
    shown_for: str | None = None,
) -> Figure:
    """Return the figure of one or several disjoint units; hidden as soon as one of them is."""
    cells = [_cell(data, asked, unit, extra or {}) for unit in units]
    if any(data.hides(cell, since, until) for cell in cells):
        tally, hidden = Tally(), SENTENCE
    else:
        tally, hidden = sum((data.tally(cell, since, until) for cell in cells), Tally()), None
    filters = {**asked.filters, **(extra or {})}
    return measured(
        asked.definition,
        tally,
        hidden=hidden,
        group=group,
        label=label,
        shown_for=shown_for,
        since=since,
        until=until,
        filters=filters,
    )


def _rolled_up(data: Cube, asked: _Question, tops: list[str]) -> Figure:
    """Return the one figure asked for, or that of the nearest unit above which may be shown and seen."""
    figure = _union(data, asked, tops, *asked.window())
    if figure.hidden is None or len(tops) != 1 or tops == [TOTAL]:
        return figure
    for above in organisation.ancestors(UUID(tops[0]), asked.on):
        if asked.reach is not None and above.id not in asked.reach:
            break
        parent = _union(data, asked, [str(above.id)], *asked.window(), shown_for=above.name)
        if parent.hidden is None:
            return parent
    return figure


def _conditions(asked: _Question, since: date, until: date) -> list[Condition]:
    each = asked.definition
    found = [Condition(each.day, ">=", since.isoformat()), Condition(each.day, "<", until.isoformat())]
    units = asked.reach
    if UNIT in asked.filters:
        units = organisation.subtree_ids(UUID(asked.filters[UNIT]), asked.on)
        units = units if asked.reach is None else units & asked.reach
    if units is not None:
        found.append(Condition(column_of(each, UNIT), "in", tuple(sorted(map(str, units)))))
    for split, value in asked.filters.items():
        if split != UNIT:
            column = column_of(each, split)
            if split == "touchpoint" and column.endswith("_id"):
                value = str(journeys.touchpoint(value).id)
            found.append(Condition(column, "=", value))
    return found


def _months(asked: _Question) -> list[str]:
    found, month = [], asked.since
    while month < asked.until:
        found.append(month)
        month = _next(month)
    return found


def _next(month: str) -> str:
    return f"{add_months(date.fromisoformat(month + '-01'), 1):%Y-%m}"
