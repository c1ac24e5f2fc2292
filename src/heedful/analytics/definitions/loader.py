"""Read the definition files that lie beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from heedful.analytics.definitions.kinds import Kind
from heedful.analytics.definitions.model import Condition, Definition, Direction


def parse(text: str) -> Definition:
    """Read one definition; a missing, unknown or contradictory entry raises ValueError or TypeError with its name."""
    entries: dict[str, Any] = yaml.safe_load(text)
    return Definition(
        **entries
        | {
            "direction": Direction(entries["direction"]),
            "kind": Kind(entries["kind"]),
            "population": _conditions(entries.get("population", [])),
            "counts": {name: _conditions(each) for name, each in entries.get("counts", {}).items()},
        }
    )


def _conditions(entries: list[list[Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(column, operator, *map(_constant, rest)) for column, operator, *rest in entries)


def _constant(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def definitions() -> Mapping[str, Definition]:
    """Return every definition by id, in the order in which screens show them.

    >>> list(definitions())[:3]
    ['nps', 'csat', 'ces']
    """
    folder = files("heedful.analytics.definitions")
    order: list[str] = yaml.safe_load((folder / "order.yml").read_text("utf-8"))
    found = {
        each.id: each
        for each in (parse(path.read_text("utf-8")) for path in folder.iterdir() if path.name.endswith(".yaml"))
    }
    if sorted(order) != sorted(found):
        raise ValueError(f"order.yml and the definition files differ: {sorted(set(order) ^ set(found))}")
    return {name: found[name] for name in order}


def definition(name: str) -> Definition:
    """Return one definition, or raise KeyError."""
    return definitions()[name]
