"""The board pack and letters as PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

RENDERER = f"typst {version('typst')}"


def pack_pdf(data: Mapping[str, Any], charts: Mapping[str, str], *, at: datetime) -> bytes:
    """Return the pack as a tagged PDF."""
    return _compiled("pack.typ", data, charts, at)


def letter_pdf(data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a letter to a customer as a tagged PDF."""
    return _compiled("letter.typ", data, {}, at)


def _compiled(name: str, data: Mapping[str, Any], charts: Mapping[str, str], at: datetime) -> bytes:
    """Compile a template.

    Text comes in by JSON and is never read as markup. The template, the data, the drawings, the fonts of the wheel and
    the time `at` are all that goes in, so the same input gives the same bytes for as long as the renderer stays.
    """
    with TemporaryDirectory() as place, as_file(files("heedful.rendering.documents") / name) as template:
        folder = Path(place)
        (folder / name).write_text(template.read_text("utf-8"), "utf-8")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False, sort_keys=True), "utf-8")
        for chart, svg in charts.items():
            (folder / f"{chart}.svg").write_text(svg, "utf-8")
        pdf = typst.compile(
            str(folder / name),
            root=str(folder),
            format="pdf",
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
            pdf_standards="ua-1",
        )
    return bytes(pdf)
