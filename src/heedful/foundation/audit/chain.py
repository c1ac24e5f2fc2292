"""The arithmetic of the chain. Pure."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(data: Any) -> str:
    """Return the one JSON text of `data`: sorted keys, no blanks, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def link(previous: str, sequence: int, row: dict[str, Any]) -> str:
    """Return the hash that covers `row` at `sequence` and, through `previous`, everything before it."""
    at = row["at"]
    if isinstance(at, datetime):
        row = row | {"at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(f"{previous}{sequence}{canonical(row)}".encode()).hexdigest()
