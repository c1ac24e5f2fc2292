"""Rows of a file as the mapping wants them: joined with other files, filtered, the last of several."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from heedful.domain.feedback.rules.mapping import ImportMapping
from heedful.domain.feedback.rules.mapping_parts import Join
from heedful.domain.feedback.rules.rows import wanted
from heedful.foundation.errors import Refused
from heedful.workflows.import_file.formats import opened
from heedful.workflows.import_file.sheet import MOST_UNPACKED, Line


def lines(path: Path, mapping: ImportMapping, most: int = MOST_UNPACKED) -> Iterator[Line]:
    """Yield the rows of a file, joined and filtered as the mapping says; raise Refused when a column is missing."""
    joined = {join.name: _table(path, join, mapping, most) for join in mapping.join}
    keep = _latest(path, mapping, most)
    for line in _plain(path, mapping, _own_columns(mapping), most):
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


def _latest(path: Path, mapping: ImportMapping, most: int) -> dict[str, int] | None:
    if mapping.latest is None:
        return None
    best: dict[str, tuple[str, int]] = {}
    for line in _plain(path, mapping, _own_columns(mapping), most):
        if line.fault is None:
            key, found = line.row[mapping.latest.per].strip(), (line.row[mapping.latest.by].strip(), line.number)
            best[key] = max(best.get(key, found), found)
    return {key: number for key, (_, number) in best.items()}


def _own_columns(mapping: ImportMapping) -> set[str]:
    joined = {join.name for join in mapping.join}
    return {column for column in mapping.columns() if "." not in column or column.partition(".")[0] not in joined}


def _table(
    path: Path, join: Join, mapping: ImportMapping, most: int
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the blank row of a joined file and its rows by key; only the columns that are read are kept."""
    columns = {one.partition(".")[2] for one in mapping.columns() if one.startswith(join.name + ".")}
    key = join.key or join.match
    other = path.parent / join.file
    if not other.is_file():
        raise Refused("the joined file is not beside the first", field="join", value=join.file, fix="put it there")
    table = {}
    for line in _plain(other, mapping, columns | {key}, most):
        if line.fault is None:
            table[line.row[key].strip()] = {f"{join.name}.{one}": line.row[one] for one in columns}
    return {f"{join.name}.{one}": "" for one in columns}, table


def _plain(path: Path, mapping: ImportMapping, columns: set[str], most: int) -> Iterator[Line]:
    with opened(path, delimiter=mapping.delimiter, sheet=mapping.sheet, most=most) as sheet:
        missing = sorted(columns - set(sheet.header))
        if missing:
            fix = "the file has " + ", ".join(sheet.header)[:300]
            raise Refused("a column of the mapping is not in the file", field=path.name, value=missing[0], fix=fix)
        yield from islice(sheet.lines, mapping.skip, None)
