"""Files as rows: one at a time, gz or plain, whatever their bytes hold."""

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.feedback.rules.mapping import ImportMapping
from heedful.domain.feedback.rules.mapping_parts import Join
from heedful.domain.feedback.rules.rows import Row, wanted
from heedful.foundation.errors import Refused


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the line it starts on, or the reason why it is none."""

    number: int
    row: Row
    fault: RowRefused | None = None


def lines(path: Path, mapping: ImportMapping) -> Iterator[Line]:
    """Yield the rows of a file, joined and filtered as the mapping says; raise Refused when a column is missing."""
    joined = {join.name: _table(path, join, mapping) for join in mapping.join}
    keep = _latest(path, mapping)
    for line in _plain(path, mapping, _own_columns(mapping)):
        if line.fault is not None:
            yield line
            continue
        row = dict(line.row)
        for join in mapping.join:
            blank, table = joined[join.name]
            row |= table.get(row[join.match].strip(), blank)
        if wanted(mapping, row) and (keep is None or keep.get(row[mapping_per(mapping)].strip()) == line.number):
            yield Line(line.number, row)


def mapping_per(mapping: ImportMapping) -> str:
    """Return the column whose values have one row each."""
    return mapping.latest.per if mapping.latest is not None else ""


def _latest(path: Path, mapping: ImportMapping) -> dict[str, int] | None:
    if mapping.latest is None:
        return None
    best: dict[str, tuple[str, int]] = {}
    for line in _plain(path, mapping, _own_columns(mapping)):
        if line.fault is None:
            key, found = line.row[mapping.latest.per].strip(), (line.row[mapping.latest.by].strip(), line.number)
            best[key] = max(best.get(key, found), found)
    return {key: number for key, (_, number) in best.items()}


def _own_columns(mapping: ImportMapping) -> set[str]:
    return {column for column in mapping.columns() if "." not in column}


def _table(path: Path, join: Join, mapping: ImportMapping) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the blank row of a joined file and its rows by key; only the columns that are read are kept."""
    columns = {one.partition(".")[2] for one in mapping.columns() if one.startswith(join.name + ".")}
    key = join.key or join.match
    other = path.parent / join.file
    if not other.is_file():
        raise Refused("the joined file is not beside the first", field="join", value=join.file, fix="put it there")
    table = {}
    for line in _plain(other, mapping, columns | {key}):
        if line.fault is None:
            table[line.row[key].strip()] = {f"{join.name}.{one}": line.row[one] for one in columns}
    return {f"{join.name}.{one}": "" for one in columns}, table


def _plain(path: Path, mapping: ImportMapping, columns: set[str]) -> Iterator[Line]:
    with _opened(path) as text:
        reader = csv.reader(text, delimiter=mapping.delimiter)
        try:
            header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
        except csv.Error as error:
            raise Refused(f"the first line is no header: {error}", field="file", value=path.name) from error
        missing = sorted(columns - set(header))
        if missing:
            fix = "the file has " + ", ".join(header)[:300]
            raise Refused("a column of the mapping is not in the file", field=path.name, value=missing[0], fix=fix)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(number, {}, RowRefused("", "", str(error)))
                continue
            if len(cells) == len(header):
                yield Line(number, dict(zip(header, cells, strict=True)))
            elif cells:
                reason = f"{len(cells)} cells under {len(header)} columns"
                yield Line(number, {}, RowRefused("", mapping.delimiter.join(cells)[:80], reason))


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """Open a file so that bytes which are not UTF-8 reach the row check as they are, instead of ending the run."""
    if not path.is_file():
        raise Refused("no such file", field="file", value=path.name, fix="check the path")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as raw, io.TextIOWrapper(raw, "utf-8", errors="surrogateescape", newline="") as text:
        try:
            yield text
        except (gzip.BadGzipFile, EOFError) as error:
            raise Refused("the file is not whole", field="file", value=path.name, fix="fetch it again") from error
