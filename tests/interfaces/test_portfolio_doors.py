"""API and command line of the portfolio say what the pages say."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from heedful.domain.portfolio import queries
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company
from tests.factories.portfolio import Portfolio, reckoned
from tests.trust.matrix import key_of

Call = Callable[..., Any]


@pytest.fixture
def house(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    monkeypatch.setattr(timezone, "now", lambda: now)
    return reckoned(company, now)


@pytest.fixture
def call(house: Portfolio, now: datetime) -> Call:
    keys = {role: key_of(house.company, role, now) for role in (Role.CX_LEADER, Role.ANALYST, Role.AGENT)}

    def asked(method: str, path: str, given: object = None, role: Role = Role.CX_LEADER) -> Any:
        headers = {"Authorization": f"Bearer {keys[role]}"}
        sent = json.dumps(given).encode() if given is not None else b""
        return Client().generic(method, f"/api/v1/portfolio{path}", sent, "application/json", headers=headers)

    return asked


def test_the_api_gives_the_sums_the_customers_and_the_reasons(house: Portfolio, call: Call) -> None:
    board = call("GET", "").json()
    found = queries.reckoning(None)
    totals = queries.totals(SYSTEM, found)
    assert {state: each["customers"] for state, each in board["states"].items()} == {
        state: total.count for state, total in totals.items()
    }
    assert board["at_risk_minor"] + board["covered_minor"] + board["silent_minor"] == board["book_minor"]
    listed = call("GET", "/customers?limit=2").json()
    assert [each["code"] for each in listed["items"]] == ["model", "at-risk"] and listed["next"] == "2"
    assert [each["code"] for each in call("GET", "/customers?state=unknown&limit=1").json()["items"]] == ["silent"]
    one = call("GET", f"/customers/{house.accounts['at-risk']}").json()
    assert one["reasons"] == queries.standing(SYSTEM, house.accounts["at-risk"]).reasons
    assert one["closes"][0]["as_of"] == "2026-03-01"
    assert call("GET", "/focus").json()[0]["code"] == "at-risk"
    cells = call("GET", "/moves?since=2025-12-01&until=2026-03-01").json()
    (moved,) = [each for each in cells if each["from"] == "model" and each["to"] == "at_risk"]
    assert (moved["customers"], moved["n"], moved["share"]) == (1, 3, pytest.approx(1 / 3))
    assert call("GET", "", role=Role.AGENT).status_code == 403


def test_the_api_writes_what_the_pages_write(house: Portfolio, call: Call, now: datetime) -> None:
    account = house.accounts["dangling"]
    proposed = call("POST", f"/customers/{account}/decisions", {"choice": "prune", "reason": "too dear"}, Role.ANALYST)
    assert proposed.status_code == 201
    decision = proposed.json()["id"]
    assert call("POST", f"/decisions/{decision}/settle", {"approve": True}, Role.ANALYST).status_code == 403
    assert call("POST", f"/decisions/{decision}/settle", {"approve": True}).json()["review_due"] == "2026-06-01"
    assert call("POST", f"/decisions/{decision}/review", {"review": "right"}).json()["state"] == "reviewed"
    potential = {"amount_minor": 500, "confidence": "guess", "basis": "size"}
    assert call("POST", f"/customers/{account}/potential", potential).status_code == 201
    day = (now + timedelta(days=1)).date().isoformat()
    play = call(
        "POST",
        f"/customers/{account}/plays",
        {"title": "Call", "owner": str(house.company.people["leader"]), "due": day},
    ).json()["id"]
    assert call("POST", f"/plays/{play}/end", {"ending": "dropped", "result": "gone"}).json()["ending"] == "dropped"
    assert call("POST", "/thresholds/preview", {"good": 92}).json()[0]["to"]
    assert queries.in_force()[0] == 0
    assert call("POST", "/thresholds", {"good": 92, "reason": "more"}).status_code == 201
    assert call("GET", "/thresholds").json()["version"] == call("GET", "").json()["thresholds"] == 1
    assert call("GET", "/plays/effect").json()["low"] is None
    assert call("POST", "/thresholds", {"good": 0, "reason": "x"}).status_code == 422


def test_the_command_line_says_the_same(house: Portfolio, capsys: pytest.CaptureFixture[str], now: datetime) -> None:
    assert main(["portfolio", "show"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    totals = queries.totals(SYSTEM, queries.reckoning(None))
    assert {each["state"]: each["money_minor"] for each in lines} == {s: t.money for s, t in totals.items()}
    assert main(["portfolio", "show", "--state", "at_risk", "--as-of", "2026-03-01"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "at-risk"
    assert main(["portfolio", "why", "at-risk"]) == 0
    assert "Fallen: the chance of a fall" in capsys.readouterr().out
    assert main(["portfolio", "thresholds", "--set", "good=92"]) == 0
    assert "Below Ltd" in capsys.readouterr().out
    setting = ["portfolio", "thresholds", "--set", "good=92", "--reason", "more"]
    assert main([*setting, "--by", "leader@simba.example"]) == 0
    assert main(["portfolio", "thresholds"]) == 0
    assert '"good": 92.0' in capsys.readouterr().out
    assert main(["portfolio", "reckon"]) == 0
    assert "0 close(s) made. Of 16.9" in capsys.readouterr().out
    for wrong in (
        ["thresholds", "--set", "good=x"], ["thresholds", "--set", "nonsense=1"], ["show", "--state", "x"],
        ["why", "nobody"], ["show", "--by", "north-agent@simba.example"],
        ["thresholds", "--set", "good=80", "--by", "analyst@simba.example"],
    ):  # fmt: skip
        assert main(["portfolio", *wrong]) == 2, wrong
