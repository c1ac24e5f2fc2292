"""Dashboards that people build: tiles of seven forms, each figure within the reach of whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.scores.figure import Figure
from heedful.analytics.value.portfolio import State
from heedful.domain.measurement.enums import Form
from heedful.domain.measurement.models import Dashboard
from heedful.domain.measurement.queries.asking import MONTH, definition_for, figures, spread
from heedful.domain.measurement.queries.cube import splits_of
from heedful.domain.measurement.queries.drawings import Drawing, by_group, label_text, trend
from heedful.domain.measurement.queries.pack_money import QUADRANT
from heedful.domain.measurement.queries.steadiness import steadiness
from heedful.domain.measurement.queries.wording import value_text
from heedful.domain.measurement.rules import add_months
from heedful.domain.portfolio import queries as portfolio
from heedful.foundation.access import Actor, Permission
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound, Refused
from heedful.rendering.charts import Axis, HeatCell, Point, Size, Theme, funnel, heat_map, histogram, quadrant
from heedful.rendering.charts.parts import Option
from heedful.rendering.numbers import number, short_money
from heedful.warehouse import reader

MOST_TILES, MOST_MONTHS, MOST_UNITS, OF_EACH = 12, 36, 15, 25
STEPS = ("Chosen", "Asked", "Began", "Answered")
FUNNEL = """SELECT COUNT(*), SUM(asked),
SUM(CASE WHEN state IN ('started', 'finished') THEN 1 ELSE 0 END), SUM(answered)
FROM invitations WHERE sent_on >= ? AND sent_on < ?"""
NEEDS_METRIC = frozenset(Form) - {Form.QUADRANT, Form.FUNNEL}


@dataclass(frozen=True, slots=True)
class Tile:
    """One chart: its form, its metric where the form has one, a split for groups, and how many months back."""

    form: Form
    metric: str = ""
    by: str = ""
    months: int = 12

    def record(self) -> dict[str, Any]:
        """Return it as plain values, as in a file."""
        return {"form": self.form.value, "metric": self.metric, "by": self.by, "months": self.months}


@dataclass(frozen=True, slots=True)
class Picture:
    """A tile with its data: what it says, how it is drawn, and the same values as a table. None is drawn if empty."""

    tile: Tile
    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[Theme, Size], Option] | None
    size: Size


def tile(given: Mapping[str, Any]) -> Tile:
    """Read a tile; raise Refused naming what is wrong."""
    if not isinstance(given, Mapping) or set(given) - {"form", "metric", "by", "months"}:
        raise Refused("a tile has form, metric, by and months", field="tiles", value=str(given)[:80])
    try:
        form = Form(str(given.get("form", "")))
    except ValueError:
        raise Refused("no such form", field="form", value=given.get("form"), fix=", ".join(Form)) from None
    months = given.get("months", 12)
    if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= MOST_MONTHS:
        raise Refused("the months are out of reach", field="months", value=months, fix=f"1 to {MOST_MONTHS}")
    if form not in NEEDS_METRIC:
        return Tile(form, months=months)
    each = definition_for(str(given.get("metric", "")))
    if form is Form.DISTRIBUTION and each.fact != "answers":
        raise Refused("only scores have a distribution", field="metric", value=each.id, fix="choose a score")
    by = str(given.get("by") or "") if form is Form.GROUPS else ""
    if form is Form.GROUPS and by not in splits_of(each):
        raise Refused(f"{each.title} is not recorded by that", field="by", value=by, fix=", ".join(splits_of(each)))
    return Tile(form, each.id, by, months)


def visible_dashboards(actor: Actor) -> QuerySet[Dashboard]:
    """Return the actor's own dashboards and those shared with a unit in their reach."""
    actor.require(Permission.SEE_METRICS)
    rows, reach = Dashboard.objects.select_related("owner", "unit"), actor.units(Permission.SEE_METRICS)
    shared = rows.filter(unit__isnull=False) if reach is None else rows.filter(unit_id__in=reach)
    return shared | rows.filter(owner_id=actor.id) if actor.id else shared | rows.filter(owner__isnull=True)


def dashboard(dashboard_id: UUID, actor: Actor) -> Dashboard:
    """Return a dashboard that the actor may see; raise NotFound."""
    found = visible_dashboards(actor).filter(id=dashboard_id).first()
    if found is None:
        raise NotFound("no dashboard has this id", field="dashboard", value=dashboard_id)
    return found


def tiles_of(found: Dashboard) -> tuple[Tile, ...]:
    """Return the tiles of a dashboard."""
    return tuple(Tile(Form(each["form"]), each["metric"], each["by"], each["months"]) for each in found.tiles)


def as_file(found: Dashboard) -> dict[str, Any]:
    """Return a dashboard as it goes into a file: no data, no people, no ids."""
    return {"format": 1, "title": found.title, "tiles": [each.record() for each in tiles_of(found)]}


def pictures(tiles: Sequence[Tile], actor: Actor, at: datetime) -> list[Picture]:
    """Return every tile with its figures, all within the actor's reach; hidden groups stay hidden."""
    until = day_of(at).replace(day=1)
    return [_DRAWN[each.form](each, actor, at, add_months(until, -each.months), until) for each in tiles]


def _asked(each: Tile, actor: Actor, at: datetime, since: date, until: date, **more: Any) -> list[Figure]:
    return figures(definition=each.metric, actor=actor, at=at, since=since, until=until, **more)


def _of_drawing(each: Tile, drawing: Drawing) -> Picture:
    return Picture(
        each, drawing.title, drawing.sentence, drawing.columns, tuple(drawing.rows), drawing.draw, drawing.size
    )


def _trend(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    return _of_drawing(each, trend(_asked(each, actor, at, since, until, group_by=MONTH)))


def _groups(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    (whole,) = _asked(each, actor, at, since, until)
    found = _asked(each, actor, at, since, until, group_by=each.by)
    return _of_drawing(each, by_group(found, whole, split=each.by))


def _control(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    steady = steadiness(_asked(each, actor, at, since, until, group_by=MONTH))
    rows = tuple((row.name, row.value, row.limits, "outside" if row.outside else "") for row in steady.rows)
    title = f"{definition_for(each.metric).title}: news or noise"
    draw = steady.draw if steady.chart else None
    return Picture(each, title, steady.sentence, ("Month", "Value", "Usual", "News"), rows, draw, Size(720, 260))


def _distribution(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    named = definition_for(each.metric)
    counts = spread(definition=each.metric, actor=actor, at=at, since=since, until=until)
    n = sum(counts.values())
    points = [Point(f"{score:g}", count, text=f"{score:g}: {number(count)}") for score, count in counts.items()]
    sentence = f"{named.title}: how often each answer was given (n {number(n)})." if n else "Too few answers to show."
    rows = tuple(
        (point.label, number(count), f"{number(100 * count / n)} %")
        for point, count in zip(points, counts.values(), strict=True)
    )

    def draw(theme: Theme, size: Size) -> Option:
        return histogram(points, axis=Axis("Answers"), sentence=sentence, theme=theme, size=size)

    columns = ("Answer", "Times given", "Share")
    return Picture(each, f"{named.title}: distribution", sentence, columns, rows, draw if n else None, Size(720, 240))


def _heat(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    title = f"{definition_for(each.metric).title} by unit and month"
    cells, rows = [], []
    for unit in _asked(each, actor, at, since, until, group_by="unit")[:MOST_UNITS]:
        months = _asked(each, actor, at, since, until, group_by=MONTH, filters={"unit": unit.group})
        for month in months:
            shown = None if month.shown_for or month.hidden else month.estimate
            text = "hidden" if month.hidden or month.shown_for else value_text(month)
            cells.append(HeatCell(unit.label, label_text(month), shown, f"{unit.label}, {label_text(month)}: {text}"))
            rows.append((unit.label, label_text(month), text, "" if shown is None else number(month.n or 0)))
    sentence = f"{title}: darker is higher." if cells else f"{title}: nothing to show."

    def draw(theme: Theme, size: Size) -> Option:
        return heat_map(cells, sentence=sentence, theme=theme, size=size)

    size = Size(720, 120 + 30 * len({cell.row for cell in cells}))
    return Picture(each, title, sentence, ("Unit", "Month", "Value", "n"), tuple(rows), draw if cells else None, size)


def _funnel(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    actor.require(Permission.SEE_METRICS)
    reach = actor.units(Permission.SEE_METRICS)
    keys = [] if reach is None else sorted(str(key) for key in reach)
    within = "" if reach is None else f" AND unit_id IN ({', '.join('?' * len(keys)) or 'NULL'})"
    ((chosen, *later),) = reader.execute(
        FUNNEL + within,
        [since.isoformat(), until.isoformat(), *keys],
    )
    counts = [int(count or 0) for count in (chosen, *later)]
    points = [Point(name, count, text=f"{name}: {number(count)}") for name, count in zip(STEPS, counts, strict=True)]
    share = f"{number(100 * counts[3] / counts[1])} %" if counts[1] else "none"
    sentence = f"Of {number(counts[1])} who were asked {number(counts[3])} answered ({share}, census)."
    rows = tuple(
        (name, number(count), f"{number(100 * count / chosen)} %" if chosen else "")
        for name, count in zip(STEPS, counts, strict=True)
    )

    def draw(theme: Theme, size: Size) -> Option:
        return funnel(points, sentence=sentence, theme=theme, size=size)

    columns = ("Step", "Customers", "Of those chosen")
    return Picture(each, "From choice to answer", sentence, columns, rows, draw if chosen else None, Size(720, 240))


def _quadrant(each: Tile, actor: Actor, at: datetime, since: date, until: date) -> Picture:
    title, columns = "Portfolio: money and experience", ("State", "Customers", "Money of 12 months")
    close = portfolio.last_close() if actor.can(Permission.SEE_PORTFOLIO) else None
    if close is None:
        text = "There is no close of the portfolio that you may see."
        return Picture(each, title, text, columns, (), None, QUADRANT)
    totals = portfolio.totals(actor, close)
    shown = portfolio.picture(portfolio.largest_of_each(portfolio.of(actor, close), OF_EACH), close, totals)
    rows = tuple(
        (state.label, number(totals[state].count), short_money(totals[state].money, close.currency)) for state in State
    )

    def draw(theme: Theme, size: Size) -> Option:
        return quadrant(
            shown.spots, zones=shown.zones, money_cut=shown.cut, good_from=shown.good,
            money_name=f"Revenue of 12 months, {close.currency}".rstrip(", "), sentence=shown.sentence, theme=theme,
            size=size,
        )  # fmt: skip

    sentence = f"{shown.sentence} Census of the close of {close.as_of:%-d %B %Y}."
    return Picture(each, title, sentence, columns, rows, draw if shown.spots else None, QUADRANT)


_DRAWN: Mapping[Form, Callable[[Tile, Actor, datetime, date, date], Picture]] = {
    Form.TREND: _trend,
    Form.GROUPS: _groups,
    Form.DISTRIBUTION: _distribution,
    Form.CONTROL: _control,
    Form.HEAT: _heat,
    Form.FUNNEL: _funnel,
    Form.QUADRANT: _quadrant,
}
