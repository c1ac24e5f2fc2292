"""What is wrongly asked of the command line is told in a sentence, with code 2 and without a trace."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import Check, PeriodKind, Split
from heedful.interfaces.cli.__main__ import _explain, main
from heedful.workflows import period_close
from tests.domain.measurement.conftest import Book, book
from tests.factories.company import Company

__all__ = ["book"]
AT = datetime(2026, 4, 3, 9, tzinfo=UTC)


def leave(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as leaving:
        return int(leaving.code or 0)


@pytest.mark.parametrize(
    "words",
    [
        ["metric", "nps", "--since", "0001-01", "--until", "2026-04"],
        ["metric", "nps", "--since", "1990-01", "--until", "2026-04"],
        ["close", "begin", "9999-12"],
        ["user", "setup", "--company", "S", "--name", "A", "--email", "not-an-email", "--password", "a long one of 1"],
        ["close", "restate", "2026-03", "--metric", "nps", "--reason", "none at all"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused(words: list[str], company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(words) == 2
    assert capsys.readouterr().err.strip()


def test_a_mapping_that_is_not_utf_8_is_refused(
    company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("rows.csv", "mapping.yaml"):
        (tmp_path / name).write_bytes(b"caf\xe9: 1\n")
    words = ["import", str(tmp_path / "rows.csv"), "--mapping", str(tmp_path / "mapping.yaml"), "--quiet"]
    assert leave(words) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_a_question_before_the_set_up_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for error in (OperationalError("no such table: x"), ProgrammingError('relation "x" does not exist')):
        assert _explain(error) == 2
        assert "heedful user setup" in capsys.readouterr().err
    assert _explain(OperationalError("disk I/O error")) == 3


@pytest.fixture
def march(book: Book, company: Company) -> Book:
    book.nps(company.units["north-desk"], "2026-03", [10, 9, 8, 0] * 10, segment="key")
    leader = company.actor("leader")
    found = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 1), by=leader, at=AT)
    period_close.begin(period_id=found.id, headline="All is well.", by=leader, at=AT)
    operations.record_check(period_id=found.id, code=Check.CHANGES_EXPLAINED, passed=True, note="", by=leader, at=AT)
    period_close.close(period_id=found.id, by=leader, at=AT)
    book.period, book.company = queries.period(found.id), company
    return book


def test_a_close_that_is_refused_leaves_the_headline(march: Book, capsys: pytest.CaptureFixture[str]) -> None:
    april = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 4, 1), by=march.company.actor("leader"), at=AT)
    assert leave(["close", "begin", "2026-04", "--headline", "April began."]) == 0
    assert leave(["close", "begin", "2026-04", "--headline", "April is over."]) == 2
    assert queries.period(april.id).headline == "April began."


def test_a_closed_figure_is_restated_by_its_name(march: Book, capsys: pytest.CaptureFixture[str]) -> None:
    march.nps(march.company.units["south-desk"], "2026-03", [0] * 12)
    words = ["close", "restate", "2026-03", "--metric", "nps", "--reason", "Came by post"]
    assert leave(words) == 0
    (made,) = queries.restatements(march.period)
    assert (made.result.split, made.old["n"], made.new["n"]) == (Split.TOTAL, 40, 52)
    assert leave([*words, "--group", "no such unit"]) == 2


def test_a_pack_that_cannot_be_written_is_refused(march: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(["pack", "2026-03", "--out", "/proc/x"]) == 2
    assert "/proc/x" in capsys.readouterr().err


def test_check_names_a_stored_file_that_was_changed(march: Book, capsys: pytest.CaptureFixture[str]) -> None:
    leave(["check"])
    assert json.loads(capsys.readouterr().out)["books"] == "ok"
    stored = queries.file(march.period.id, "results.json")
    queries.path_of(stored.sha256).write_bytes(b"{}")
    assert leave(["check"]) == 1
    assert "results.json" in json.loads(capsys.readouterr().out)["books"]
