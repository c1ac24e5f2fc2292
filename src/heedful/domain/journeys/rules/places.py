"""Where the lines of a YAML list lie in its text, and how lines are put in."""

from __future__ import annotations

import yaml

from heedful.foundation.errors import Refused


def quoted(value: str) -> str:
    """Write a value as YAML needs it: bare where it can be, in quotes where it must be."""
    return yaml.safe_dump(value, allow_unicode=True, width=10**6).removesuffix("\n").removesuffix("\n...")


def spliced(text: str, at: int, lines: str) -> str:
    """Put whole lines in; a file without a last line break keeps being one, and one from Windows its breaks."""
    if "\r\n" in text:
        lines = lines.replace("\n", "\r\n")
    if at and not text[:at].endswith("\n"):
        return text[:at] + "\n" + lines.rstrip("\r\n") + text[at:]
    return text[:at] + lines + text[at:]


def dash(text: str, node: yaml.Node) -> int:
    """Return the column of the item's dash; refuse an item that shares its line with another one."""
    lead = text[line_start(text, node.start_mark.index) : node.start_mark.index]
    if lead.strip() != "-" or not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise Refused(
            "this step is written on one line with others", field=f"line {node.start_mark.line + 1}",
            fix="change the file itself, or give each step its own lines",
        )  # fmt: skip
    return lead.index("-")


def end(text: str, node: yaml.Node) -> int:
    """Return where the last line of a node ends; comments behind it are not part of it."""
    while isinstance(node, yaml.CollectionNode):
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return line_end(text, node.end_mark.index)


def line_start(text: str, at: int) -> int:
    """Return where the line of a place begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line after a place begins."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
