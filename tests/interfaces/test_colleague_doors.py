"""API and command line about colleagues say what the pages say."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from tests.domain.employees.test_ledger import CALENDAR
from tests.factories import colleagues
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn, signed_in
from tests.trust.matrix import key_of

__all__ = ["signed_in"]
Call = Callable[..., Any]


@pytest.fixture
def call(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr(timezone, "now", lambda: now)
    keys = {role: key_of(company, role, now) for role in (Role.CX_LEADER, Role.TEAM_LEADER, Role.AGENT)}

    def asked(method: str, path: str, given: object = None, role: Role = Role.CX_LEADER, status: int = 200) -> Any:
        sent = json.dumps(given, default=str).encode() if given is not None else b""
        headers = {"Authorization": f"Bearer {keys[role]}"}
        response = Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)
        assert response.status_code == status, response.content
        return response.json()

    return asked


def test_pulses_by_api(company: Company, now: datetime, call: Call) -> None:
    colleagues.staffed(company, "north-desk", 12, now)
    given = {"title": "March", "unit": company.units["root"], "closes_on": "2026-03-31"}
    made = call("POST", "/colleagues/pulses", given, status=201)
    call("POST", "/colleagues/pulses", given, role=Role.TEAM_LEADER, status=403)
    call("GET", f"/colleagues/pulses/{made['id']}", status=422)
    assert call("POST", f"/colleagues/pulses/{made['id']}/close")["closed"]
    closed = colleagues.pulse(company, now, closed=True)
    units = {row["name"]: row for row in call("GET", f"/colleagues/pulses/{closed}")["units"]}
    assert units["Simba Parcels"]["ees"]["n"] == 15
    assert units["Nairobi desk"]["ees"] == {
        "value": None, "low": None, "high": None, "n": None, "hidden": units["Nairobi desk"]["ees"]["hidden"],
    }  # fmt: skip
    assert len(call("GET", "/colleagues/pulses")) == 2
    call("GET", f"/colleagues/pulses/{closed}", role=Role.AGENT, status=404)
    assert "Nothing can be said" in call("GET", "/colleagues/link")["sentence"]


def test_time_praise_coaching_and_training_by_api(
    company: Company, now: datetime, call: Call, signed_in: SignedIn
) -> None:
    colleagues.diary(company, now)
    lead = signed_in("north-lead")
    told = {"kind": "customers", "starts_at": "2026-03-03T08:00:00Z", "ends_at": "2026-03-03T10:00:00Z"}
    made = lead.post("/api/v1/colleagues/time", told, "application/json")
    assert made.status_code == 201
    found = f"/api/v1/colleagues/time/{made.json()['id']}/findings"
    assert lead.post(found, {"text": "Seen"}, "application/json").status_code == 201
    file = {"text": CALENDAR, "since": "2026-03-01", "until": "2026-04-01"}
    assert lead.post("/api/v1/colleagues/time/calendar", file, "application/json").json()["new"] == 4
    assert len(lead.get("/api/v1/colleagues/time?since=2026-03-01&until=2026-04-01").json()) == 7
    call("POST", "/colleagues/time", told, status=403)
    leaders = call("GET", "/colleagues/leaders?since=2026-03-01&until=2026-04-01")
    assert leaders["leaders"][0]["findings"] == 2
    count = {"person": company.people["leader"], "since": "2026-01-01"}
    assert call("POST", "/colleagues/leaders", count, status=201)["weekly_hours"] == 40
    assert call("GET", "/colleagues/praise?since=2026-01-01T00:00:00Z&until=2026-04-01T00:00:00Z")["received"] == 0
    passed = {
        "person": company.people["south-agent"], "training": "C", "passed_on": "2026-01-01",
        "valid_until": "2027-01-01",
    }  # fmt: skip
    call("POST", "/colleagues/training", passed, role=Role.TEAM_LEADER, status=404)
    call("POST", "/colleagues/training", passed, status=201)
    assert [row["state"] for row in call("GET", "/colleagues/training")] == ["soon", "fine"]
    plan = colleagues.plan(company, now)
    assert call("GET", "/coaching/plans")[0]["id"] == str(plan)
    trends = {row["name"]: row for row in call("GET", "/coaching/trends", role=Role.TEAM_LEADER)}
    assert trends["North Agent"]["real"]
    agreed = {
        "person": company.people["north-agent"], "behaviour": "promise_only_what_holds", "form": "workshop",
        "aim": "x", "due_on": "2026-05-01", "evidence": [trends["North Agent"]["words"][0]["id"]],
    }  # fmt: skip
    call("POST", "/coaching/plans", agreed, role=Role.TEAM_LEADER, status=201)
    call("POST", f"/coaching/plans/{plan}/replies", {"text": "x"}, status=403)
    assert call("POST", f"/coaching/plans/{plan}/end", {"verb": "drop"})["state"] == "dropped"
    assert "sentence" in call("GET", "/coaching/effect?since=2026-03-01&until=2026-04-01")


def test_the_command_line(company: Company, now: datetime, capsys: pytest.CaptureFixture[str], tmp_path: Path,
                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: now)
    colleagues.diary(company, now)
    closed = colleagues.pulse(company, now, closed=True)
    colleagues.plan(company, now)
    mine = tmp_path / "mine.ics"
    mine.write_text(CALENDAR.replace("\n", "\r\n"), newline="")
    by = ["--by", "leader@simba.example"]

    def run(*words: object) -> str:
        assert main(["colleague", *map(str, words)]) == 0
        return capsys.readouterr().out

    opened = run("pulse-open", "April", "root", "--closes", now.date() + timedelta(days=9), *by).strip()
    run("pulse-close", opened, *by)
    assert "Hidden" in run("pulse", closed, *by)
    assert "Nothing can be said" in run("link", *by)
    assert "together:" in run("leaders", "--since", "2026-03", "--until", "2026-03", *by)
    run("count-leader", "leader@simba.example", "--since", "2026-01-01", *by)
    loaded = run("calendar", mine, "--since", "2026-03-01", "--by", "north-lead@simba.example")
    assert loaded.startswith("4 new")
    assert "0 of 0" in run("praise", *by)
    assert "North Agent: 9 low of 15, a pattern" in run("trends", *by)
    assert "Nothing can be said" in run("coached", "--since", "2026-03", "--until", "2026-03", *by)
    run("qualify", "south-agent@simba.example", "C 1", "--passed", "2026-01-01", "--until", "2027-01-01", *by)
    assert "South Agent, C 1 (fine)" in run("training", *by)
    assert main(["colleague", "count-leader", "nobody@simba.example", "--since", "2026-01-01", *by]) == 2


@pytest.mark.feature("EM-8")
def test_an_unqualified_owner_is_flagged_and_the_expiry_list_is_right_at_every_door(
    company: Company, now: datetime, call: Call, signed_in: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Broken", channel="web", received_at=now, unit_id=company.units["north-desk"]
    )
    case = cases.open_case(matter=matter, by=SYSTEM, at=now)
    cases.assign(case_id=case.id, owner_id=company.people["north-agent"], by=SYSTEM, at=now)
    for name, until in (("north-agent-2", 90), ("north-lead", 0), ("south-agent", -1)):
        passed = {
            "person": company.people[name], "training": "Complaints", "passed_on": now.date() - timedelta(days=300),
            "valid_until": now.date() + timedelta(days=until),
        }  # fmt: skip
        call("POST", "/colleagues/training", passed, status=201)
    expected = [("South Agent", "expired"), ("North Lead", "soon"), ("North Agent 2", "fine")]
    assert [(row["name"], row["state"]) for row in call("GET", "/colleagues/training")] == expected
    page = signed_in("leader").get("/colleagues/training/").content.decode()
    places = [page.index(name) for name, _ in expected]
    assert places == sorted(places)
    assert main(["colleague", "training", "--by", "leader@simba.example"]) == 0
    *listed, flagged = capsys.readouterr().out.splitlines()
    assert [line.split(" ", 1)[1] for line in listed] == [f"{name}, Complaints ({state})" for name, state in expected]

    assert flagged == f"{case.reference}: North Agent is not qualified for complaints"
    told = call("GET", "/colleagues/training/complaints")
    assert [each["reference"] for each in told["unqualified"]] == [case.reference]
    assert (told["qualified"]["solved"], told["difference"]["low"]) == (None, None)  # too few: no figure
    assert case.reference in page
    shown = signed_in("north-lead").get(f"/desk/cases/{case.id}/").content.decode()
    assert "not qualified for complaints" in shown
    choices = shown[shown.index('id="owner"') :]
    assert choices.index("North Agent 2, qualified until") < choices.index(">North Agent<")
    cases.assign(case_id=case.id, owner_id=company.people["north-agent-2"], by=SYSTEM, at=now)
    assert call("GET", "/colleagues/training/complaints")["unqualified"] == []
    call("GET", "/colleagues/training/complaints", role=Role.AGENT, status=403)
