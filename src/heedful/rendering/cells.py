"""Cells of files that people open in a spreadsheet. Pure."""

from __future__ import annotations

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def cell(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula; numbers stay numbers.

    >>> cell("=1+1"), cell("＝1+1"), cell("plain"), cell(-4.5), cell(None)
    ("'=1+1", "'＝1+1", 'plain', -4.5, None)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
