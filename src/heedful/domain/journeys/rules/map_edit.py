"""Edits of a map's file that touch nothing but what they change: comments, order and spacing stay as they were."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from heedful.domain.journeys.rules.map_file import STEP_KEYS, read
from heedful.domain.journeys.rules.places import dash, end, line_end, line_start, quoted, spliced
from heedful.domain.journeys.rules.plain_yaml import fields_of, items_of, scalar, tree_of
from heedful.foundation.errors import NotFound, Refused

Steps = list[yaml.MappingNode]


def change_step(text: str, code: str, told: Mapping[str, str]) -> str:
    """Set the fields of a step; an empty one is taken out, one that stays the same is not touched."""
    for name in STEP_KEYS:
        if name in told:
            changed = _set(text, _found(text, code), name, told[name].strip())
            code = told["code"].strip() if name == "code" else code
            text = changed
    read(text)
    return text


def add_step(text: str, after: str, told: Mapping[str, str]) -> str:
    """Add a step behind another one, in the same stage."""
    node = _found(text, after)
    text = spliced(text, end(text, node), _lines(" " * dash(text, node), told))
    read(text)
    return text


def add_stage(text: str, code: str, name: str, told: Mapping[str, str]) -> str:
    """Add a stage with its first step at the end of the map."""
    last = items_of(
        fields_of(tree_of(text, exact=True), ("journey", "name", "owner", "stages"), ())["stages"], "stages"
    )[-1]
    at = dash(text, last)
    head = f"{' ' * at}- code: {quoted(code)}\n{' ' * at}  name: {quoted(name)}\n{' ' * at}  steps:\n"
    text = spliced(text, end(text, last), head + _lines(" " * (at + 4), told))
    read(text)
    return text


def remove_step(text: str, code: str) -> str:
    """Take a step out, and its stage with it when it was the only one there."""
    stage, steps = _stage_of(text, code)
    node: yaml.Node = stage if len(steps) == 1 else _found(text, code)
    dash(text, node)
    text = text[: line_start(text, node.start_mark.index)] + text[end(text, node) :]
    read(text)
    return text


def move_step(text: str, code: str, up: bool) -> str:
    """Swap a step with its neighbour in the same stage; comments between the two stay where they are."""
    _, steps = _stage_of(text, code)
    place = next(n for n, step in enumerate(steps) if _code_of(step) == code)
    first = place - 1 if up else place
    if not 0 <= first < len(steps) - 1:
        raise Refused("there is no step in this stage to swap with", field="step", value=code)
    one, two = steps[first], steps[first + 1]
    a, b = line_start(text, one.start_mark.index), end(text, one)
    c, d = line_start(text, two.start_mark.index), end(text, two)
    dash(text, one), dash(text, two)
    low, high = text[a:b], text[c:d]
    if not high.endswith("\n"):
        low, high = low.removesuffix("\n"), high + "\n"
    text = text[:a] + high + text[b:c] + low + text[d:]
    read(text)
    return text


def _lines(lead: str, told: Mapping[str, str]) -> str:
    said = [(name, told[name].strip()) for name in STEP_KEYS if told.get(name, "").strip()]
    dashed = [f"{lead}{'  ' if n else '- '}{name}: {_written(name, value)}" for n, (name, value) in enumerate(said)]
    return "".join(f"{line}\n" for line in dashed)


def _set(text: str, node: yaml.MappingNode, name: str, value: str) -> str:
    pairs = {scalar(key): (key, old) for key, old in node.value}
    if name not in pairs:
        return _insert(text, node, name, value) if value else text
    key, old = pairs[name]
    if scalar(old) == value:
        return text
    if value:
        gap = " " if old.start_mark.index == old.end_mark.index else ""
        return text[: old.start_mark.index] + gap + _written(name, value) + text[old.end_mark.index :]
    if key is node.value[0][0]:
        raise Refused("the first line of a step cannot be emptied", field=name, fix="change the file itself")
    return text[: line_start(text, key.start_mark.index)] + text[line_end(text, old.end_mark.index) :]


def _stages(text: str) -> list[tuple[yaml.Node, Steps]]:
    root = fields_of(tree_of(text, exact=True), ("journey", "name", "owner", "stages"), ())
    stages = items_of(root["stages"], "stages")
    return [(each, items_of(fields_of(each, ("code", "name", "steps"), ())["steps"], "steps")) for each in stages]  # type: ignore[misc]  # read() has checked that these are mappings


def _stage_of(text: str, code: str) -> tuple[yaml.Node, Steps]:
    for stage, steps in _stages(text):
        if any(_code_of(step) == code for step in steps):
            return stage, steps
    raise NotFound("no step has this code", field="step", value=code)


def _found(text: str, code: str) -> yaml.MappingNode:
    return next(step for step in _stage_of(text, code)[1] if _code_of(step) == code)


def _code_of(step: yaml.MappingNode) -> str:
    return scalar(fields_of(step, STEP_KEYS, ("code",))["code"])


def _written(name: str, value: str) -> str:
    return value if name == "importance" else quoted(value)


def _insert(text: str, node: yaml.MappingNode, name: str, value: str) -> str:
    dash(text, node)
    rank = STEP_KEYS.index(name)
    before = [(key, old) for key, old in node.value if STEP_KEYS.index(scalar(key)) < rank]
    key, old = before[-1] if before else node.value[0]
    line = f"{' ' * key.start_mark.column}{name}: {_written(name, value)}\n"
    return spliced(text, line_end(text, old.end_mark.index), line)
