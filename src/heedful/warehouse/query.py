"""One SQL text for every engine: counts and sums of integers, grouped, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heedful.analytics.definitions.kinds import SCORINGS
from heedful.analytics.definitions.model import Condition, Definition
from heedful.warehouse.facts import ColumnType, Fact

MONTH = "month"

Parameter = int | str


class UnknownColumn(ValueError):
    """A query named a column that its fact does not have, or compared it with the wrong type."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A SQL text with `?` placeholders, its parameters, and the names of its result columns."""

    text: str
    parameters: tuple[Parameter, ...]
    groups: tuple[str, ...]
    sums: tuple[str, ...]


def statement(
    definition: Definition, fact: Fact, where: Sequence[Condition] = (), group_by: Sequence[str] = ()
) -> Statement:
    """Write the query that yields a definition's sufficient statistics.

    Every name is checked against the columns of the fact and every constant is a parameter, so no text of a user gets
    into the SQL. `group_by` takes columns of the fact, or "month" for the month of the definition's day. Kinds with a
    histogram are also grouped by their value, which comes last.
    """
    scoring = SCORINGS[definition.kind]
    parameters: list[Parameter] = []
    groups = [_month(definition, fact) if name == MONTH else _column(name, fact) for name in group_by]
    keys = list(groups)
    sums: dict[str, str] = {"n": "COUNT(*)"}
    for name, conditions in definition.counts.items():
        sums[name] = f"SUM(CASE WHEN {_conditions(conditions, fact, parameters)} THEN 1 ELSE 0 END)"
    if scoring.value:
        value = _column(definition.value or "", fact, number=True)
        if scoring.histogram:
            keys.append(value)
        else:
            sums["total"] = f"SUM({value})"
        if scoring.squares:
            sums["squares"] = f"SUM({value} * {value})"
    text = f"SELECT {', '.join([*keys, *sums.values()])} FROM {fact.name}"  # noqa: S608  # names are checked above
    every = (*definition.population, *where)
    if every:
        text += f" WHERE {_conditions(every, fact, parameters)}"
    if keys:
        text += f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}"
    return Statement(text, tuple(parameters), tuple(group_by), tuple(sums))


def keys_statement(
    definition: Definition, fact: Fact, where: Sequence[Condition], *, limit: int, offset: int = 0
) -> Statement:
    """Write the query that lists the keys of the rows behind a figure, newest day first."""
    parameters: list[Parameter] = []
    day = _column(definition.day, fact)
    text = f"SELECT {fact.key} FROM {fact.name}"  # noqa: S608  # names are checked
    every = (*definition.population, *where)
    if every:
        text += f" WHERE {_conditions(every, fact, parameters)}"
    text += f" ORDER BY {day} DESC, {fact.key} LIMIT {int(limit)} OFFSET {int(offset)}"
    return Statement(text, tuple(parameters), (fact.key,), ())


def counts_statement(fact: Fact, where: Sequence[Condition], group_by: Sequence[str]) -> Statement:
    """Write the query that counts rows by columns of the fact."""
    parameters: list[Parameter] = []
    groups = [_column(name, fact) for name in group_by]
    text = f"SELECT {', '.join([*groups, 'COUNT(*)'])} FROM {fact.name}"  # noqa: S608  # names are checked
    if where:
        text += f" WHERE {_conditions(where, fact, parameters)}"
    text += f" GROUP BY {', '.join(groups)} ORDER BY {', '.join(groups)}"
    return Statement(text, tuple(parameters), tuple(group_by), ("n",))


def _conditions(conditions: Sequence[Condition], fact: Fact, parameters: list[Parameter]) -> str:
    return " AND ".join(_condition(each, fact, parameters) for each in conditions)


def _condition(condition: Condition, fact: Fact, parameters: list[Parameter]) -> str:
    column = _column(condition.column, fact)
    if condition.value is None:
        return f"{column} {condition.operator.upper()}"
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    for value in values:
        if isinstance(value, int) is not fact.columns[condition.column].is_number:
            raise UnknownColumn(f"{value!r} cannot be compared with {condition.column} of {fact.name}")
    parameters.extend(values)
    if condition.operator != "in":
        return f"{column} {condition.operator} ?"
    if not values:
        return "1 = 0"
    return f"{column} IN ({', '.join('?' * len(values))})"


def _month(definition: Definition, fact: Fact) -> str:
    if fact.columns.get(definition.day) is not ColumnType.DAY:
        raise UnknownColumn(f"{definition.day} of {fact.name} is no day")
    return f"SUBSTR({definition.day}, 1, 7)"


def _column(name: str, fact: Fact, *, number: bool = False) -> str:
    kind = fact.columns.get(name)
    if kind is None or (number and not kind.is_number):
        raise UnknownColumn(f"{fact.name} has no {'integer ' if number else ''}column {name!r}")
    return name


def table(fact: Fact) -> str:
    """Write the CREATE TABLE of a fact, the same text for every engine."""
    columns = ", ".join(f"{name} {sql_type(kind)}" for name, kind in fact.columns.items())
    return f"CREATE TABLE {fact.name} ({columns})"


def sql_type(kind: ColumnType) -> str:
    """Return the SQL type of a column, understood by DuckDB, SQLite and PostgreSQL."""
    return "BIGINT" if kind.is_number else "TEXT"


def described(columns: Mapping[str, ColumnType]) -> dict[str, str]:
    """Return the columns as a manifest writes them."""
    return {name: kind.value for name, kind in columns.items()}
