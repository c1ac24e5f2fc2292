"""The command line: help everywhere, exit codes that scripts can trust, and a whole small session."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from heedful.interfaces.cli.__main__ import COMMANDS, heedful, main
from tests.factories.asking import ABOUT, NPS

MARCH = datetime(2026, 3, 20, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
PASSWORD = "a long password of mine"
Run = Callable[..., str]


def every_command() -> list[list[str]]:
    """Return the words of every command and of every group."""
    context, found = click.Context(heedful), []
    for name in COMMANDS:
        command = heedful.get_command(context, name)
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, each] for each in command.list_commands(context)]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Usage: heedful")
    assert len(said.splitlines()) > 3


def test_help_and_version_need_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("heedful ")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["metric", "--nonsense"],
        ["metric", "nps"],
        ["metric", "nps", "--since", "yesterday", "--until", "2026-04"],
        ["close", "begin"],
        ["survey", "draft", "x", "--document", "no-such-file", "--about", "no-such-file"],
        ["survey", "templates", "nonsense"],
        ["import", "no-such-file.csv"],
    ],
    ids=" ".join,
)
@pytest.mark.django_db
def test_what_is_wrongly_asked_leaves_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    "words",
    [
        ["close", "lock", "2026-03"],
        ["pack", "2026-03"],
        ["user", "key", "--name", "k", "--unit", "nowhere", "--role", "agent"],
        ["metric", "nonsense", "--since", "2026-01", "--until", "2026-02"],
    ],
    ids=" ".join,
)
@pytest.mark.django_db
def test_what_is_refused_leaves_with_two_and_says_why(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("Refused. ")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    from django.utils import timezone

    kept = {"now": MARCH}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any) -> Run:
    """Give the function that runs a command, looks at its exit code and returns what it printed."""
    monkeypatch.setenv("HEEDFUL_PASSWORD", PASSWORD)
    monkeypatch.setattr("heedful.interfaces.cli.house.migrate", lambda: None)

    def command(*words: str, code: int = 0) -> str:
        left = _leave(list(words))
        said = capsys.readouterr()
        assert left == code, f"{words}\n{said.out}\n{said.err}"
        return said.out

    return command


def _leave(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as leaving:
        return int(leaving.code or 0)


@pytest.mark.feature("X-5", part="the first loop from the command line")
@pytest.mark.django_db(transaction=True)
def test_a_small_session(run: Run, clock: dict[str, datetime], tmp_path: Path) -> None:
    run("user", "setup", "--company", "Simba", "--name", "Asha", "--email", "asha@simba.example")
    run("user", "setup", "--company", "Simba", "--name", "Asha", "--email", "asha@simba.example", code=2)
    run("user", "add", "--name", "Bela", "--email", "bela@simba.example", "--unit", "company", "--role", "board")
    secret = run("user", "key", "--name", "shop", "--unit", "company", "--role", "analyst").strip()
    assert "hdf_" in secret

    (tmp_path / "survey.json").write_bytes(NPS)
    about = tmp_path / "about.yaml"
    files = ("--document", str(tmp_path / "survey.json"), "--about", str(about))
    about.write_text(ABOUT.replace("capacity: 20 calls a week", 'capacity: ""'))
    run("survey", "draft", "delivery", *files)
    run("survey", "publish", "delivery", "1", code=2)
    about.write_text(ABOUT)
    run("survey", "draft", "delivery", *files)
    run("survey", "publish", "delivery", "1")
    run("survey", "open", "delivery", "1")
    _answers()

    clock["now"] = APRIL
    leader, board = ("--by", "asha@simba.example"), ("--by", "bela@simba.example")
    run("close", "begin", "2026-03", "--headline", "It went well.", *leader)
    run("close", "lock", "2026-03", *leader, code=2)
    run("close", "check", "2026-03", "--note", "looked at", *leader)
    (figure,) = [
        json.loads(line) for line in run("metric", "nps", "--since", "2026-03", "--until", "2026-04").splitlines()
    ]
    assert (figure["n"], figure["estimate"]) == (12, 50)
    run("close", "lock", "2026-03", *leader)
    run("close", "sign", "2026-03", *leader)
    run("close", "sign", "2026-03", *leader, code=2)
    run("close", "sign", "2026-03", *board)
    assert "signed" in run("close", "list")
    out = tmp_path / "pack"
    assert "identical" in run("pack", "2026-03", "--out", str(out), "--verify")
    assert (out / "2026-03-pack.pdf").read_bytes().startswith(b"%PDF")

    kept = tmp_path / "anchor.json"
    kept.write_text(run("audit", "anchor"))
    assert json.loads(run("audit", "verify", "--anchor", str(kept)))["sound"]
    assert "period.locked" in run("audit", "search", "--action", "period.")
    told = json.loads(kept.read_text())
    kept.write_text(json.dumps(told | {"hash": "0" * 64}))
    assert not json.loads(run("audit", "verify", "--anchor", str(kept), code=1))["sound"]
    run("check")


def _answers() -> None:
    """Twelve customers answer: nine promoters, three detractors."""
    from heedful.domain.surveys import queries
    from heedful.foundation.access import CUSTOMER
    from heedful.workflows import inner_loop

    asking = queries.collecting(queries.survey_by_code("delivery").id)
    assert asking is not None
    for number in range(12):
        inner_loop.receive_answer(
            version_id=asking.version_id, answers={"nps": 2 if number % 4 == 0 else 10}, language="en",
            idempotency_key=f"key-{number}", channel="web", by=CUSTOMER, at=MARCH,
        )  # fmt: skip
