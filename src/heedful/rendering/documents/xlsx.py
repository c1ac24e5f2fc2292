"""Tables as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from heedful.rendering.cells import cell

WIDEST = 60


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], *, at: datetime) -> bytes:
    """Return tables as a workbook, a sheet each, the first row as its head. The same input gives the same bytes.

    Texts stay texts: nothing becomes a formula or a link. Values are texts, numbers, truths or None.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, [cell(each) for each in row], bold if place == 0 else None)
            for column, values in enumerate(zip(*rows, strict=False)):
                widest = max(len(str(each)) for each in values)
                sheet.set_column(column, column, min(WIDEST, widest + 2))
    return target.getvalue()
