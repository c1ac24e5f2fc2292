"""Bad rows: counted, the first ones shown, all of them written to a file of their own."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heedful.rendering.cells import cell

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One refused row."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Tally:
    """Counts and the error file while rows are checked."""

    rows: Any
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, fault: Fault) -> None:
        """Count a refused row and write it down."""
        self.refused += 1
        if len(self.faults) < SHOWN:
            self.faults.append(fault)
        if self.rows is not None:
            self.rows.writerow([fault.line, fault.column, cell(fault.value), fault.reason])


@contextmanager
def tally_of(errors_path: Path | None) -> Iterator[Tally]:
    if errors_path is None:
        yield Tally(None)
        return
    with errors_path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["line", "column", "value", "reason"])
        yield Tally(rows)
