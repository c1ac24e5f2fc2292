"""The text file of a journey map: what it must say, read without ever running or expanding anything in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from heedful.domain.journeys.enums import Channel, Side
from heedful.domain.journeys.rules.plain_yaml import fields_of, items_of, refused, scalar, tree_of
from heedful.foundation.errors import Refused

MOST_STEPS = 1_000
STEP_KEYS = ("code", "name", "actor", "side", "channel", "touchpoint", "owner", "importance")
NEEDED = ("code", "name", "actor", "side")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LEAST, MOST = 1, 5


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step as the file says it; `importance` 1 to 5 makes it a critical success point, 0 says it is none."""

    code: str
    name: str
    actor: str
    side: Side
    channel: str = ""
    touchpoint: str = ""
    owner: str = ""
    importance: int = 0


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage with its steps in order."""

    code: str
    name: str
    steps: tuple[StepSpec, ...]


@dataclass(frozen=True, slots=True)
class MapSpec:
    """A map: its code, its name, its owner (a mail address or empty) and its stages in order."""

    code: str
    name: str
    owner: str
    stages: tuple[StageSpec, ...]

    @property
    def steps(self) -> list[StepSpec]:
        """All steps in order."""
        return [step for stage in self.stages for step in stage.steps]


def read(text: str) -> MapSpec:
    """Read a map; whatever is missing, unknown, twice or malformed is refused with its line."""
    root = fields_of(tree_of(text), ("journey", "name", "owner", "stages"), ("journey", "name", "stages"))
    stages = tuple(_stage(node) for node in items_of(root["stages"], "stages"))
    found = MapSpec(_code(root["journey"]), scalar(root["name"]), scalar(root.get("owner")), stages)
    _no_twins([(stage.code, "stage") for stage in stages] + [(step.code, "step") for step in found.steps])
    if len(found.steps) > MOST_STEPS:
        raise Refused(f"a map has at most {MOST_STEPS} steps", field="stages", fix="split the journey")
    return found


def _stage(node: yaml.Node) -> StageSpec:
    part = fields_of(node, ("code", "name", "steps"), ("code", "name", "steps"))
    return StageSpec(_code(part["code"]), scalar(part["name"]), tuple(map(_step, items_of(part["steps"], "steps"))))


def _step(node: yaml.Node) -> StepSpec:
    part = fields_of(node, STEP_KEYS, NEEDED)
    said = {name: scalar(value) for name, value in part.items()}
    if said["side"] not in list(Side):
        raise refused(f"side is one of {', '.join(Side)}", part["side"].start_mark.line, said["side"])
    if said.get("channel") and said["channel"] not in list(Channel):
        raise refused(f"channel is one of {', '.join(Channel)}", part["channel"].start_mark.line, said["channel"])
    weight = said.get("importance", "")
    if weight and weight not in [str(each) for each in range(LEAST, MOST + 1)]:
        line = part["importance"].start_mark.line
        raise refused(f"importance is a whole number from {LEAST} to {MOST}", line, weight)
    return StepSpec(
        _code(part["code"]), said["name"], said["actor"], Side(said["side"]), said.get("channel", ""),
        said.get("touchpoint", ""), said.get("owner", ""), int(weight or 0),
    )  # fmt: skip


def _code(node: yaml.Node) -> str:
    code = scalar(node)
    if not CODE.fullmatch(code):
        raise refused("a code is small letters, digits, - and _", node.start_mark.line, code)
    return code


def _no_twins(codes: list[tuple[str, str]]) -> None:
    seen = set()
    for code, what in codes:
        if (code, what) in seen:
            raise Refused(f"two {what}s have this code", field="file", value=code, fix="give each its own")
        seen.add((code, what))
