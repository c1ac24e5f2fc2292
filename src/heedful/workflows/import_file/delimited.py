"""CSV and TSV, and the bytes of every text file."""

import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from heedful.domain.feedback.rules.cells import RowRefused
from heedful.foundation.errors import Refused
from heedful.workflows.import_file import sheet as limits
from heedful.workflows.import_file.sheet import Line, Sheet


@contextmanager
def text_of(path: Path, most: int) -> Iterator[TextIO]:
    """Open a file so that bytes which are not UTF-8 reach the row check as they are, instead of ending the run."""
    packed = path.suffix.lower() == ".gz"
    opener = gzip.open if packed else open
    with opener(path, "rb") as raw:
        counted = _Counted(
            raw, min(most, limits.MOST_TIMES * path.stat().st_size + limits.LONGEST_LINE) if packed else most
        )
        with io.TextIOWrapper(io.BufferedReader(counted), "utf-8-sig", errors="surrogateescape", newline="") as text:
            try:
                yield text
            except (gzip.BadGzipFile, EOFError, OSError) as error:
                raise Refused("the file is not whole", field="file", value=path.name, fix="fetch it again") from error


class _Counted(io.RawIOBase):
    """Bytes on their way out of a file, up to a limit: a small file that unpacks without end stops here."""

    def __init__(self, raw: Any, most: int) -> None:
        self.raw, self.left = raw, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        found = self.raw.read(len(into))
        self.left -= len(found)
        if self.left < 0:
            raise Refused("the file unpacks to far more than its size", field="file", fix="send it in smaller parts")
        into[: len(found)] = found
        return len(found)


def rows_of(text: TextIO, delimiter: str, name: str) -> Sheet:
    """Return the rows under a header; a line with other cells than the header is a fault."""
    reader = csv.reader(text, delimiter=delimiter)
    try:
        header = [column.strip() for column in next(reader, [])]
    except csv.Error as error:
        raise Refused(f"the first line is no header: {error}", field="file", value=name) from error

    def lines() -> Iterator[Line]:
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(number, fault=RowRefused("", "", str(error)))
                continue
            if len(cells) == len(header):
                yield Line(number, dict(zip(header, cells, strict=True)))
            elif cells:
                reason = f"{len(cells)} cells under {len(header)} columns"
                yield Line(number, fault=RowRefused("", delimiter.join(cells)[:80], reason))

    return Sheet(header, lines())
