"""Workbooks: nothing becomes a formula or a link, numbers stay numbers, the same input gives the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter
from openpyxl import load_workbook

from heedful.rendering.documents import workbook

AT = datetime(2026, 4, 3, tzinfo=UTC)
HOSTILE = ["=1+1", "+1", "-2+3", "@SUM(A1)", "{=1}", "https://evil.example", "mailto:a@b.example", "\t=1", "＝1"]


def formulas_and_links(content: bytes) -> tuple[int, int]:
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    return sheet.count("<f>") + sheet.count("<f "), sheet.count("<hyperlink ")


@pytest.mark.feature("ME-3", part="XLSX beside the PDF: no formula, no link, the same bytes")
def test_hostile_texts_stay_texts_and_numbers_numbers() -> None:
    rows = [["text", "number"], *([text, place + 0.5] for place, text in enumerate(HOSTILE)), [None, True]]
    made = workbook({"Figures": rows}, at=AT)
    assert formulas_and_links(made) == (0, 0)
    (sheet,) = load_workbook(BytesIO(made)).worksheets
    assert [row[1].value for row in sheet.iter_rows(min_row=2)][:3] == [0.5, 1.5, 2.5]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2, max_row=1 + len(HOSTILE))} == {"s"}
    careless = BytesIO()
    with xlsxwriter.Workbook(careless, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, text in enumerate(HOSTILE):
            sheet.write(place, 0, text)
    assert min(formulas_and_links(careless.getvalue())) > 0, "negative control: by default they come alive"


def test_the_same_input_gives_the_same_bytes_and_another_another() -> None:
    made = workbook({"Figures": [["a"], [1]], "Empty": [["b"]]}, at=AT)
    assert made == workbook({"Figures": [["a"], [1]], "Empty": [["b"]]}, at=AT)
    assert made != workbook({"Figures": [["a"], [2]], "Empty": [["b"]]}, at=AT)
    assert load_workbook(BytesIO(made)).sheetnames == ["Figures", "Empty"]
