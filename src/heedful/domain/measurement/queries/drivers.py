"""What drives a score: the measures of the interaction behind each answer, and the other ratings given with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from heedful.analytics.definitions import Definition
from heedful.analytics.inference.drivers import Drivers, chance_of, drivers_lmg
from heedful.analytics.inference.moments import BUCKETS, Moments, moments_from, moments_sql
from heedful.domain.measurement.queries.asking import definition_for
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import Refused
from heedful.warehouse import reader

LEAST_ANSWERS, LEAST_CUSTOMERS = 100, 50
MOST = 20
NOISE = 0.05
OUTCOME = "outcome"
MEASURES = {
    "days_late": "Days late",
    "wait_seconds": "Seconds waited",
    "transfers": "Times passed on",
    "first_contact_resolved": "Solved at the first contact",
}
WHERE = """o.metric = ? AND o.status IN ('final', 'partial') AND o.collected_on >= ? AND o.collected_on < ?
  AND o.scale_low = ? AND o.scale_high = ?"""
MEASURED = """SELECT o.id AS id, COALESCE(o.account_id, o.id) AS customer, o.value AS outcome, {columns}
FROM answers o JOIN interactions i ON i.id = o.interaction_id WHERE {where}"""
ASKED = """SELECT o.id AS id, COALESCE(o.account_id, o.id) AS customer, MAX(o.value) AS outcome, {columns}
FROM answers o JOIN answers a ON a.submission_id = o.submission_id AND a.id <> o.id
WHERE {where} GROUP BY o.id, o.account_id"""
DEALT = """WITH s AS (
  SELECT r.*, ROW_NUMBER() OVER (ORDER BY id) AS place, ROW_NUMBER() OVER (ORDER BY MD5(id)) AS dealt FROM ({rows}) r
),
t AS (SELECT x.customer AS customer, y.outcome AS outcome, {columns} FROM s x JOIN s y ON x.place = y.dealt) """


@dataclass(frozen=True, slots=True)
class Driven:
    """What drives a metric by one kind of drivers; `found` is None with the reason in `refusal`.

    `titles` names the drivers for people, `codes` the questions that rated ones are. `chance` is that of explaining as
    much by nothing; from 0.05 it is noise and no share means anything. `dropped` answers lack a measure or a contact.
    """

    definition: Definition
    kind: str
    titles: dict[str, str]
    found: Drivers | None
    customers: int
    dropped: int
    chance: float
    refusal: str
    codes: dict[str, str]

    @property
    def noise(self) -> bool:
        """Tell whether the drivers explain no more together than nothing would."""
        return self.chance >= NOISE


@dataclass(frozen=True, slots=True)
class _Scope:
    where: str
    parameters: list[str | int]
    answers: int


def drivers_of(*, metric: str, actor: Actor, since: date, until: date, dealt: bool = False) -> list[Driven]:
    """Return what drives a metric of answers over the days [since, until), within what the actor may see.

    First by what was measured of the interaction, then by what else was rated in the same answer; only measures known
    for half of the answers are used. `dealt` deals the scores out anew among the answers: what is then found is what
    pure noise looks like.
    """
    actor.require(Permission.SEE_METRICS)
    each = definition_for(metric)
    if each.fact != "answers":
        raise Refused(f"{each.title} is no score that customers give", field="metric", fix="choose a score")
    scope = _scope(actor, each, since, until)
    asked = _questions(scope)
    measured = {name: f"i.{name}" for name in MEASURES}
    rated = {f"q{place}": "MAX(CASE WHEN a.question = ? THEN a.value END)" for place in range(len(asked))}
    titles = {f"q{place}": name.replace("_", " ").capitalize() for place, name in enumerate(asked)}
    return [
        _driven(each, "measured", MEASURED, measured, MEASURES, [], scope, dealt),
        _driven(each, "rated", ASKED, rated, titles, asked, scope, dealt),
    ]


def _scope(actor: Actor, each: Definition, since: date, until: date) -> _Scope:
    """Return the answers that count: those of the metric's most used scale in the units the actor sees."""
    metric = next(condition.value for condition in each.population if condition.column == "metric")
    reach = actor.units(Permission.SEE_METRICS)
    units = "" if reach is None else f" AND o.unit_id IN ({', '.join('?' * len(reach)) or 'NULL'})"
    mine = [] if reach is None else sorted(map(str, reach))
    window: list[str | int] = [str(metric), since.isoformat(), until.isoformat()]
    where = WHERE.partition("\n")[0] + units
    scales = reader.execute(
        f"SELECT scale_low, scale_high, COUNT(*) FROM answers o WHERE {where} GROUP BY scale_low, scale_high"  # noqa: S608  our own text
        " ORDER BY COUNT(*) DESC, scale_low, scale_high",
        [*window, *mine],
    )
    low, high, count = scales[0] if scales and scales[0][0] is not None else (0, 0, 0)
    return _Scope(WHERE + units, [*window, int(low), int(high), *mine], int(count))


def _questions(scope: _Scope) -> list[str]:
    """Return the other questions rated in at least half of the answers, most often first."""
    rows = reader.execute(
        "SELECT a.question, COUNT(*) FROM answers o JOIN answers a ON a.submission_id = o.submission_id"  # noqa: S608  our own text
        f" AND a.id <> o.id WHERE {scope.where} GROUP BY a.question ORDER BY COUNT(*) DESC, a.question",
        scope.parameters,
    )
    return [str(name) for name, count in rows if 2 * int(count) >= scope.answers][:MOST]


def _driven(
    each: Definition,
    kind: str,
    text: str,
    columns: dict[str, str],
    titles: dict[str, str],
    names: Sequence[str],
    scope: _Scope,
    dealt: bool,
) -> Driven:
    listed = ", ".join(f"{expression} AS {name}" for name, expression in columns.items()) or "0 AS nothing"
    rows, parameters = text.format(columns=listed, where=scope.where), [*names, *scope.parameters]
    used = _usable(rows, parameters, list(columns), scope.answers)
    codes = {f"q{place}": question for place, question in enumerate(names)}

    def told(found: Drivers | None, customers: int = 0, chance: float = 0.0, refusal: str = "") -> Driven:
        dropped = scope.answers - found.n_used if found else 0
        return Driven(each, kind, titles, found, customers, dropped, chance, refusal, codes)

    if not scope.answers:
        return told(None, refusal="nobody answered in these months")
    if not used:
        return told(None, refusal="nothing was recorded beside at least half of these answers")
    moments, customers = _moments(rows, parameters, used, dealt)
    if moments.total < LEAST_ANSWERS or customers < LEAST_CUSTOMERS:
        few = f"{moments.total} answers of {customers} customers"
        return told(None, refusal=f"too few: {few}, it takes {LEAST_ANSWERS} of {LEAST_CUSTOMERS}")
    try:
        found = drivers_lmg(moments, OUTCOME, used)
    except (ValueError, np.linalg.LinAlgError):
        return told(None, refusal="two of the measures say the same, or one never differs: nothing can be told apart")
    return told(found, customers, chance_of(found.r_squared, len(used), customers))


def _usable(rows: str, parameters: Sequence[Any], names: list[str], answers: int) -> list[str]:
    """Return the columns that are known for half of the answers and differ."""
    if not names:
        return []
    counts = ", ".join(f"COUNT({name}), MIN({name}), MAX({name})" for name in names)
    (found,) = reader.execute(f"SELECT {counts} FROM ({rows}) r", parameters)  # noqa: S608  our own text
    parts = [found[3 * place : 3 * place + 3] for place in range(len(names))]
    return [
        name
        for name, (count, low, high) in zip(names, parts, strict=True)
        if count and 2 * int(count) >= answers and low != high
    ]


def _moments(rows: str, parameters: Sequence[Any], used: list[str], dealt: bool) -> tuple[Moments, int]:
    """Sum up in one pass by customer, then by hash of the customer; return the moments and how many customers."""
    columns = [*used, OUTCOME]
    if dealt:
        begin = DEALT.format(rows=rows, columns=", ".join(f"x.{name} AS {name}" for name in used))
    else:
        begin = f"WITH t AS ({rows}) "
    buckets: dict[int, list[int]] = {}
    customers = 0
    for customer, *sums in reader.rows(begin + moments_sql("t", columns, "customer"), parameters):
        customers += 1
        held = buckets.setdefault(UUID(str(customer)).int % BUCKETS, [0] * len(sums))
        for place, value in enumerate(sums):
            held[place] += int(value)
    return moments_from([[bucket, *sums] for bucket, sums in buckets.items()], columns), customers
