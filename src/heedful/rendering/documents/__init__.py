"""Files for people: PDF by Typst, workbooks by XlsxWriter."""

from heedful.rendering.documents.pdf import RENDERER, pack_pdf
from heedful.rendering.documents.xlsx import workbook

__all__ = ["RENDERER", "pack_pdf", "workbook"]
