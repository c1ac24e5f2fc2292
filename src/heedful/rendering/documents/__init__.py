"""Files for people: PDF by Typst."""

from heedful.rendering.documents.pdf import RENDERER, pack_pdf

__all__ = ["RENDERER", "pack_pdf"]
