"""CSV, JSON lines and XLSX as cells of text, one row at a time, whatever their bytes hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from heedful.foundation.errors import Refused
from heedful.workflows.import_file import delimited, json_lines, workbook
from heedful.workflows.import_file.sheet import MOST_UNPACKED, Sheet


@contextmanager
def opened(path: Path, *, delimiter: str = ",", sheet: str = "", most: int = MOST_UNPACKED) -> Iterator[Sheet]:
    """Open a file by the ending of its name: .csv, .tsv, .jsonl, each also .gz, or .xlsx.

    Cells are texts, as a person would type them: a formula of a workbook counts as the value kept beside it. Raise
    Refused when the file cannot be read at all, or unpacks to more than `most` bytes or a hundred times its size.
    """
    if not path.is_file():
        raise Refused("no such file", field="file", value=path.name, fix="check the path")
    kind = (path.suffixes or [""])[-2 if path.suffix.lower() == ".gz" and len(path.suffixes) > 1 else -1].lower()
    if kind == ".xlsx":
        with workbook.rows_of(path, sheet, most) as found:
            yield found
        return
    with delimited.text_of(path, most) as text:
        if kind in (".jsonl", ".ndjson"):
            yield json_lines.rows_of(text)
        else:
            yield delimited.rows_of(text, "\t" if kind == ".tsv" and delimiter == "," else delimiter, path.name)
