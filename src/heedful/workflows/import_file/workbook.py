"""XLSX workbooks: values as they were saved, formulas never run."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from heedful.domain.feedback.rules.cells import RowRefused
from heedful.foundation.errors import Refused
from heedful.workflows.import_file.sheet import LONGEST_LINE, MOST_TIMES, Line, Sheet, plain

MOST_MEMBERS = 1_000


@contextmanager
def rows_of(path: Path, sheet: str, most: int) -> Iterator[Sheet]:
    """Open a workbook at a sheet, its first one unless named."""
    _refuse_bomb(path, most)
    broken = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, DefusedXmlException, OSError)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except broken as error:
        raise Refused("this is no workbook", field="file", value=path.name, fix="save it as .xlsx again") from error
    try:
        if sheet and sheet not in book.sheetnames:
            fix = "it has " + ", ".join(book.sheetnames)[:300]
            raise Refused("the workbook has no such sheet", field="sheet", value=sheet, fix=fix)
        rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
        header = [plain(cell).strip() for cell in next(rows, ())]
        while header and not header[-1]:
            header.pop()

        def lines() -> Iterator[Line]:
            for number, row in enumerate(rows, start=2):
                cells = [plain(cell) for cell in row]
                extra = [cell for cell in cells[len(header) :] if cell]
                if extra:
                    reason = "cells beside the last column"
                    yield Line(number, fault=RowRefused("", extra[0][:80], reason))
                elif any(cells):
                    cells += [""] * (len(header) - len(cells))
                    yield Line(number, dict(zip(header, cells, strict=False)))

        yield Sheet(header, lines())
    except broken as error:
        raise Refused("the workbook is not whole", field="file", value=path.name, fix="save it again") from error
    finally:
        book.close()


def _refuse_bomb(path: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Refused("this is no workbook", field="file", value=path.name, fix="save it as .xlsx again") from error
    unpacked = sum(each.file_size for each in members)
    size = max(1, path.stat().st_size)
    if len(members) > MOST_MEMBERS or unpacked > most or unpacked > MOST_TIMES * size + LONGEST_LINE:
        raise Refused("the workbook unpacks to far more than its size", field="file", fix="save the sheet as CSV")
