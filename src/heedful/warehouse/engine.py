"""Run a definition on any engine and hand back integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from heedful.analytics.definitions.kinds import SCORINGS
from heedful.analytics.definitions.model import Condition, Definition
from heedful.analytics.scores.tally import Tally
from heedful.warehouse import facts, reader
from heedful.warehouse.query import Parameter, Statement, counts_statement, keys_statement, statement

Execute = Callable[[str, Sequence[Parameter]], Iterable[Sequence[Any]]]
Group = tuple[str, ...]

NONE = ""  # the name of the group whose column is empty


def tallies(
    definition: Definition,
    where: Sequence[Condition] = (),
    group_by: Sequence[str] = (),
    *,
    execute: Execute | None = None,
) -> dict[Group, Tally]:
    """Compute a definition's integers by group; without `group_by` the only group is the empty tuple.

    `execute` runs the one SQL text elsewhere than on the store, for instance on a table of the database.
    """
    written = statement(definition, facts.fact(definition.fact), where, group_by)
    rows = (execute or reader.execute)(written.text, written.parameters)
    return collect(definition, written, rows)


def collect(definition: Definition, written: Statement, rows: Iterable[Sequence[Any]]) -> dict[Group, Tally]:
    """Turn result rows into tallies; engines differ in integer types, `int` makes them one."""
    width = len(written.groups)
    result: dict[Group, Tally] = {}
    histogram = SCORINGS[definition.kind].histogram
    for row in rows:
        group = tuple(NONE if part is None else str(part) for part in row[:width])
        numbers = [int(part or 0) for part in row[width:]]
        if histogram:
            value, numbers = numbers[0], numbers[1:]
        sums = dict(zip(written.sums, numbers, strict=True))
        if not sums["n"]:
            continue  # COUNT without groups yields a row of zeros, COUNT with groups yields none
        tally = Tally(sums, {value: sums["n"]} if histogram else {})
        result[group] = result[group] + tally if group in result else tally
    if not width and not result:
        result[()] = Tally()
    return result


def keys(definition: Definition, where: Sequence[Condition], *, limit: int, offset: int = 0) -> list[str]:
    """List the keys of the rows behind a figure, newest first."""
    written = keys_statement(definition, facts.fact(definition.fact), where, limit=limit, offset=offset)
    return [str(row[0]) for row in reader.execute(written.text, written.parameters)]


def counts(fact: str, where: Sequence[Condition], group_by: Sequence[str]) -> dict[Group, int]:
    """Count the rows of a fact by columns; so an area reads another's rows, by name."""
    written = counts_statement(facts.fact(fact), where, group_by)
    rows = reader.execute(written.text, written.parameters)
    return {tuple(NONE if part is None else str(part) for part in row[:-1]): int(row[-1]) for row in rows}


def merged(groups: Mapping[Group, Tally], members: Iterable[Group]) -> Tally:
    """Add up the tallies of some groups."""
    total = Tally()
    for member in members:
        if member in groups:
            total = total + groups[member]
    return total
