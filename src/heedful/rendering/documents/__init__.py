"""Files for people: PDF by Typst, workbooks by XlsxWriter."""

from heedful.rendering.documents.pdf import RENDERER, letter_pdf, pack_pdf
from heedful.rendering.documents.xlsx import workbook

__all__ = ["RENDERER", "letter_pdf", "pack_pdf", "workbook"]
