"""Plain YAML with the place of every word: no anchors, no tags, nothing that expands."""

from __future__ import annotations

import yaml

from heedful.foundation.errors import Refused

LARGEST, DEEPEST = 400_000, 12


FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The reader in C, where PyYAML was built with it; its places are lines only."""


def tree_of(text: str, *, exact: bool = False) -> yaml.MappingNode:
    """Return the nodes of a file; refuse what is no plain YAML of moderate size.

    With `exact` each node also knows its character, for edits in place; without, only its line.
    """
    if len(text) > LARGEST:
        raise Refused(f"the file has more than {LARGEST} characters", field="file", fix="split the journey")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=FAST):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise refused("write values out: no anchors, references or tags", _line(event))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise refused("this is nested too deep", _line(event))
        root = yaml.compose(text, Loader=yaml.BaseLoader if exact else FAST)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise refused(f"no YAML: {getattr(error, 'problem', None) or 'unreadable'}", mark.line if mark else 0) from None
    if not isinstance(root, yaml.MappingNode):
        raise refused("begin with `journey:`, `name:` and `stages:`", 0)
    return root


def fields_of(node: yaml.Node, allowed: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, yaml.Node]:
    """Return the parts of a mapping by name."""
    if not isinstance(node, yaml.MappingNode):
        raise refused(f"here belong {', '.join(allowed)}", node.start_mark.line)
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = scalar(key)
        if name not in allowed:
            raise refused(f"nobody knows {name!r} here; use {', '.join(allowed)}", key.start_mark.line)
        if name in found:
            raise refused(f"{name!r} stands here twice", key.start_mark.line)
        found[name] = value
    for name in needed:
        if name not in found or not (isinstance(found[name], yaml.SequenceNode) or scalar(found[name])):
            raise refused(f"{name!r} is missing", node.start_mark.line)
    return found


def items_of(node: yaml.Node, name: str) -> list[yaml.Node]:
    """Return the items of a list that is not empty."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise refused(f"{name!r} needs a list with at least one line that begins with `-`", node.start_mark.line)
    return list(node.value)


def scalar(node: yaml.Node | None) -> str:
    """Return the words of a value, on one line; nothing for None."""
    if node is None:
        return ""
    if not isinstance(node, yaml.ScalarNode):
        raise refused("one value belongs here, no list", node.start_mark.line)
    text = str(node.value)
    if node.style in ("|", ">") or len(text.splitlines()) > 1 or len(text) > 200:
        raise refused("write a value on one line of up to 200 characters", node.start_mark.line)
    return text.strip()


def refused(message: str, line: int, value: str | None = None) -> Refused:
    """Return the refusal of a line, counted from 0."""
    return Refused(message, field=f"line {line + 1}", value=value, fix="mend the file and try again")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0
