"""What changed under closed figures, and restating it: page, API and command line say and do the same."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.measurement import operations, queries
from heedful.domain.measurement.enums import PeriodKind, Split
from heedful.domain.measurement.models import Period
from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from heedful.workflows import period_close
from tests.domain.measurement.conftest import Book
from tests.factories.company import Company
from tests.trust.matrix import key_of

AT = datetime(2026, 4, 3, 9, tzinfo=UTC)
Call = Callable[..., Any]


@pytest.fixture
def found(book: Book, company: Company, monkeypatch: pytest.MonkeyPatch) -> Period:
    """A March that was locked, and twelve answers that came afterwards."""
    monkeypatch.setattr(timezone, "now", lambda: AT)
    book.nps(company.units["north-desk"], "2026-03", [10, 9, 8, 0] * 10, segment="key")
    book.nps(company.units["south-desk"], "2026-03", [0, 0, 7, 9] * 12, segment="standard")
    by = company.actor("leader")
    made = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 9), by=by, at=AT)
    period_close.begin(period_id=made.id, headline="Nairobi lost its promoters.", by=by, at=AT)
    assert main(["close", "check", "2026-03", "--note", "late vans"]) == 0
    period_close.close(period_id=made.id, by=by, at=AT)
    book.nps(company.units["south-desk"], "2026-03", [0] * 12)
    book.refresh(AT)
    return queries.period(made.id)


@pytest.fixture
def call(company: Company) -> Call:
    def asked(method: str, path: str, given: object = None, role: Role = Role.CX_LEADER) -> Any:
        headers = {"Authorization": f"Bearer {key_of(company, role, AT)}"}
        sent = json.dumps(given).encode() if given is not None else b""
        return Client().generic(method, f"/api/v1/periods/{path}", sent, "application/json", headers=headers)

    return asked


@pytest.mark.feature("ME-2", part="every door tells what came late and restates it")
def test_late_figures_and_restatements_are_the_same_at_every_door(
    found: Period, company: Company, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = queries.late_data(found, AT)
    total = next(each.result for each in expected if each.result.split == Split.TOTAL)
    capsys.readouterr()
    assert main(["close", "late", "2026-03"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = call("GET", f"{found.id}/late").json()
    assert [each["result"] for each in told] == [str(each.result.id) for each in expected]
    assert [(each["metric"], each["closed"], each["now"], each["more"]) for each in said] == [
        (each["now"]["definition"], each["closed"]["estimate"], each["now"]["estimate"], each["more"]) for each in told
    ]
    board = Client()
    board.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    before = board.get(f"/board/{found.id}/").content.decode()
    assert "Twelve came by post" not in before
    # one figure by the command line, the rest through the API, and then nothing is left
    assert main(["close", "restate", "2026-03", "--metric", "nps", "--reason", "Twelve came by post"]) == 0
    assert [each.result_id for each in queries.restatements(found)] == [total.id]
    rest = call("POST", f"{found.id}/restatements", {"reason": "They came by post"})
    assert (rest.status_code, rest.json()["restated"]) == (201, len(expected) - 1)
    assert call("GET", f"{found.id}/late").json() == []
    assert "Twelve came by post" in board.get(f"/board/{found.id}/").content.decode()
    assert {file.edition for file in queries.files(found)} == {1, 2, 3}
    again = call("POST", f"{found.id}/restatements", {"reason": "They came by post"})
    assert again.status_code == 409
    assert main(["close", "restate", "2026-03", "--reason", "Once more by post"]) != 0


def test_who_may_not_close_is_told_nothing_and_a_wrong_figure_is_not_found(
    found: Period, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("GET", f"{found.id}/late", role=Role.ANALYST).status_code == 403
    refused = call("POST", f"{found.id}/restatements", {"reason": "They came by post"}, role=Role.ANALYST)
    assert refused.status_code == 403
    unknown = {"reason": "They came by post", "result": str(found.id)}
    assert call("POST", f"{found.id}/restatements", unknown).status_code == 404
    assert call("POST", f"{found.id}/restatements", {"reason": "oops"}).status_code in (400, 422)
    capsys.readouterr()
    assert main(["close", "restate", "2026-03", "--metric", "csat", "--reason", "They came by post"]) != 0
    assert main(["close", "restate", "2026-03", "--metric", "nonsense", "--reason", "They came by post"]) != 0
    assert "no such closed figure" in capsys.readouterr().err
    assert list(queries.restatements(found)) == []
