"""The PDF of a pack: the same bytes for the same input, and no markup from data."""

from datetime import UTC, datetime

import typst

from heedful.rendering.documents import pack_pdf

AT = datetime(2026, 4, 3, tzinfo=UTC)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
HOSTILE = [
    "#panic()",
    '#read("/etc/passwd")',
    "$x",
    "*bold* _x_ `c`",
    "@label",
    "<b>",
    "= heading",
    "\\",
    '"',
    "#[",
    "//",
]


def data(**more):
    chart = {"title": "Trend", "file": "a.svg", "sentence": "it fell", "columns": ["Month", "NPS", "Interval", "n"]}
    return {
        "title": "Board pack, March 2026",
        "organisation": "Simba",
        "language": "en",
        "state": "closed",
        "headline": "It fell.",
        "cards": [{"title": "NPS", "value": "4", "hidden": "", "note": "n 9", "change": "+1", "word": None}],
        "charts": [{**chart, "rows": [["Mar", "4", "1 to 7", "9"], ["Apr", "Hidden: too few", "", ""]]}],
        "promises": [],
        "resolutions": {"caveat": "x", "overdue": [["R-1", "a", "1 May", ""]], "asked": [], "running": [], "ended": []},
        "restatements": [],
        "definitions": [["NPS", "a", "b", "Wald"]],
        "disclosure": "x",
        "manifest": [["data", "abc"]],
        **more,
    }


def test_the_same_input_gives_the_same_bytes():
    one, other = (pack_pdf(data(), {"a": SVG}, at=AT) for _ in range(2))
    assert one == other
    assert one.startswith(b"%PDF-")
    assert pack_pdf(data(headline="It rose."), {"a": SVG}, at=AT) != one


def test_the_time_is_that_of_the_close():
    assert b"20260403" in pack_pdf(data(), {"a": SVG}, at=AT)


def test_text_is_never_markup():
    for text in HOSTILE:
        cards = [{"title": text, "value": text, "hidden": text, "note": text, "change": text, "word": "worse"}]
        pdf = pack_pdf(
            data(
                headline=text,
                title=text,
                cards=cards,
                restatements=[[text] * 5],
                promises=[[text, text]],
                manifest=[[text, text]],
            ),
            {"a": SVG},
            at=AT,
        )
        assert pdf.startswith(b"%PDF-")


def test_a_missing_drawing_is_an_error_not_an_empty_page():
    try:
        pack_pdf(data(), {}, at=AT)
    except typst.TypstError as error:
        assert "a.svg" in str(error)
    else:
        raise AssertionError("a pack without its chart was made")
