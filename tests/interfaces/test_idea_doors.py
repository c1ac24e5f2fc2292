"""API and command line of innovation say what the pages say."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from tests.factories import ideas
from tests.factories.company import Company
from tests.interfaces.test_colleague_doors import call
from tests.interfaces.web.desk.conftest import SignedIn, signed_in, standing_clock

__all__ = ["call", "signed_in", "standing_clock"]
Call = Callable[..., Any]
ARMS = {
    "control": {"n": 400, "total": 112, "squares": 112},
    "treated": {"n": 400, "total": 220, "squares": 220},
    "guard_control": {"n": 400, "total": 2000, "squares": 10400},
    "guard_treated": {"n": 400, "total": 2000, "squares": 10400},
}


def test_wishes_and_ideas_by_api(company: Company, now: datetime, call: Call) -> None:
    ideas.wished(company, now)
    (group,) = call("GET", "/ideas/wishes/suggestions")
    into, other = (each["id"] for each in group["wishes"])
    call("POST", f"/ideas/wishes/{into}/merge", {"wishes": [other]})
    assert [row["people"] for row in call("GET", "/ideas/wishes")] == [2, 1]
    call("POST", f"/ideas/wishes/{other}/take_out", {})
    call("POST", f"/ideas/wishes/{into}/merge", {"wishes": [other], "alike": False})
    assert call("GET", "/ideas/wishes/suggestions") == []
    assert call("POST", f"/ideas/wishes/{into}/answer", {"state": "planned"})["state"] == "planned"
    told = {"title": "A", "change": "B", "measure": "C", "unit": company.units["north-desk"], "track": "experiment"}
    made = call("POST", "/ideas", told, status=201)
    design = {"hypothesis": "h", "effect": 0.08, "deviation": 0.45, "guard": "g", "stops_on": "2026-05-01"}
    call("POST", f"/ideas/{made['id']}/start", {}, status=422)
    assert call("POST", f"/ideas/{made['id']}/start", design)["state"] == "running"
    assert call("POST", f"/ideas/{made['id']}/looks", ARMS, status=201)["verdict"] == "better"
    done = call("POST", f"/ideas/{made['id']}/decide", {"verb": "roll_out", "learned": "x"})
    assert (done["state"], done["verdict"]) == ("rolled_out", "better")
    assert len(call("GET", f"/ideas/{made['id']}")["looks"]) == 1
    assert len(call("GET", "/ideas")) == 1
    call("POST", f"/ideas/{made['id']}/decide", {"verb": "drop", "learned": "x"}, role=Role.AGENT, status=403)


def test_walks_by_api(company: Company, now: datetime, call: Call, signed_in: SignedIn) -> None:
    touchpoint, unit = str(company.touchpoints["call"]), str(company.units["north-desk"])
    call("POST", "/walks/scripts", {"touchpoint": touchpoint, "lines": ["x", "y"]}, status=201)
    duty = {"touchpoint": touchpoint, "unit": unit, "person": company.people["north-lead"], "month": "2026-03-01"}
    call("POST", "/walks/roster", duty, status=201)
    lead = signed_in("north-lead")
    told = {"unit": unit, "touchpoint": touchpoint, "points": [2, 5], "walked_at": "2026-03-17T08:00:00Z"}
    call("POST", "/walks", told, status=403)
    made = lead.post("/api/v1/walks", told, "application/json").json()
    where = f"/api/v1/walks/{made['id']}"
    assert lead.post(f"{where}/findings", {"text": "x", "route": "idea"}, "application/json").status_code == 201
    file = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 9)
    assert lead.post(f"{where}/photos", {"file": file}).status_code == 201
    assert lead.post(f"{where}/photos", {"file": SimpleUploadedFile("x.png", b"no")}).status_code == 422
    assert lead.post(f"{where}/publish").json()["published_at"]
    found = call("GET", "/walks?month=2026-03-01")
    assert {row["name"]: row["missing"] for row in found["roster"]}["North Lead"] is False
    assert found["walks"][0]["score"] == 3.5
    assert Client().get("/api/v1/walks").status_code == 401


def test_the_command_line(company: Company, now: datetime, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ideas.wished(company, now)
    idea = ideas.experiment(company, now)
    ideas.walk(company, now)
    by = ["--by", "leader@simba.example"]

    def run(*words: object) -> str:
        assert main(["idea", *map(str, words)]) == 0
        return capsys.readouterr().out

    assert run("take-in").strip() == "0 new"
    said = run("wishes", *by)
    into, other = (part.split()[0] for part in said.split("the same? ")[1].split(" | "))
    run("merge", into, other, *by)
    assert "2 people" in run("wishes", *by)
    run("take-out", other, *by)
    arms = tmp_path / "arms.json"
    arms.write_text(json.dumps({name: list(arm.values()) for name, arm in ARMS.items()}))
    assert run("look", idea, arms, *by).startswith("better")
    run("decide", idea, "roll_out", "It works", *by)
    assert "rolled_out, better: Text before" in run("list", *by)
    assert run("size", "5", "20").strip() == "481"
    assert run("roster", "2026-03", *by).splitlines()[-1] == "North Lead: samples: 1, Call"
    arms.write_text("{}")
    assert main(["idea", "look", str(idea), str(arms), *by]) == 2
