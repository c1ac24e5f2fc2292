"""Directions through page, API and command line: stated, put in force, retired, and their whole history told."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company
from tests.factories.journeys import mapped
from tests.trust.matrix import key_of

WHOLE = {"measure": "NPS", "target": "40", "due_on": "2026-12-31"}


@pytest.mark.feature("ST-1")
@pytest.mark.parametrize("door", ["page", "api", "command"])
def test_stated_refused_put_in_force_retired_and_told(
    company: Company, now: datetime, door: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    page, api = Client(), Client(headers={"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"})
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))

    def step(verb: str, refused: bool = False, **told: str) -> None:
        if door == "page":
            told = told | ({"owner": str(company.people["leader"])} if told.get("owner") else {})
            answer = page.post(f"/explain/decisions/directions/{verb}/", {"code": "warm", **told})
            assert answer.status_code == (422 if refused else 302)
            said = answer.content.decode()
        elif door == "api":
            told = told | ({"owner": str(company.people["leader"])} if told.get("owner") else {})
            given = {"verb": verb, "code": "warm", **told}
            answer = api.post("/api/v1/decisions/directions", given, content_type="application/json")
            assert answer.status_code == (422 if refused else 200)
            said = answer.content.decode()
        else:
            file = tmp_path / "statement.json"
            file.write_text(json.dumps(told))
            more = ["--file", str(file)] if verb == "state" else []
            done = main(["decision", "direct", "warm", verb, *more, "--by", "leader@simba.example"])
            assert done == (2 if refused else 0)
            said = capsys.readouterr().err
        if refused:
            for part in ("an owner", "a measure"):
                assert part in said, "what it lacks is named"

    statement = {"kind": "objective", "text": "Warm words", "why": "Because people leave."}
    step("state", **statement)
    step("live", refused=True)
    step("state", **statement, **WHOLE, owner="leader@simba.example")
    step("live")
    step(
        "state", **statement | {"why": "Forty was too easy."}, **WHOLE | {"target": "50"}, owner="leader@simba.example"
    )
    step("live")
    step("retire")
    capsys.readouterr()
    assert main(["decision", "history", "warm"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["n"], each["state"], each["target"]) for each in lines] == [
        (3, "retired", "50"), (2, "retired", "40"), (1, "draft", ""),
    ]  # fmt: skip
    assert [each["why"] for each in lines] == ["Forty was too easy.", "Because people leave.", "Because people leave."]
    assert {each["stated_by"] for each in lines} == ({""} if door == "api" else {"Leader"}), "a key has no name"
    assert all(each["stated_at"].startswith("2026-03-17") for each in lines)
    versions = api.get("/api/v1/decisions/directions/warm/versions").json()["items"]
    assert [(each["version"], each["state"]) for each in versions] == [(3, "retired"), (2, "retired"), (1, "draft")]
    shown = page.get("/explain/decisions/directions/").content.decode()
    assert "Forty was too easy." in shown and "warm 3, retired" in shown
    assert api.get("/api/v1/decisions/directions/nothing/versions").status_code == 404
    trail = api.get("/api/v1/decisions/directions").json()
    assert trail["total"] == 0, "nothing of it is in force any more"


@pytest.mark.feature("ST-3", part="declared, found and resolved by page, API and command line")
def test_conflicts_through_every_door(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    mapped(now)
    page, api = Client(), Client(headers={"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"})
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))

    def post(path: str, body: dict[str, Any], status: int = 200) -> Any:
        answer = api.post(f"/api/v1/decisions{path}", body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    post("/directions", {"verb": "state", "code": "faster", "kind": "direction", "text": "x", "why": "y"})
    owner = str(company.people["leader"])
    for name in ("One", "Other", "Third"):
        post("/directions", {"verb": "initiative", "code": "faster", "name": name, "owner": owner})
    ids = {each["name"]: each["id"] for each in api.get("/api/v1/decisions/initiatives").json()["items"]}
    where = "/explain/decisions/conflicts/"
    form = {"initiative": ids["One"], "drivers": "waiting-time: down", "person_0": owner, "percent_0": "70",
            "step": ["order-to-door deliver"]}  # fmt: skip
    assert page.post(f"{where}declare/", form | {"drivers": "waiting-time"}).status_code == 422
    assert page.post(f"{where}declare/", form | {"percent_0": "170"}).status_code == 422
    assert page.post(f"{where}declare/", form).status_code == 302
    post(f"/initiatives/{ids['Other']}/declaration", {"drivers": {"waiting-time": "sideways"}}, 422)
    load = [{"person": owner, "percent": 50}]
    post(f"/initiatives/{ids['Other']}/declaration", {"drivers": {"waiting-time": "up"}, "loads": load})
    file = tmp_path / "third.json"
    file.write_text(json.dumps({"drivers": {"visits": "up"}, "cuts": [["order-to-door", "pack"]]}))
    assert main(["decision", "declare", ids["Third"], str(file)]) == 0
    shown = page.get(where).content.decode()
    assert "2 found among 3 initiatives" in shown and "waiting-time" in shown and "120&nbsp;%" in shown
    items = api.get("/api/v1/decisions/conflicts").json()["items"]
    assert {(each["kind"], each["shared"]) for each in items} == {("opposite", "waiting-time"), ("people", "Leader")}
    assert main(["decision", "conflicts"]) == 1
    capsys.readouterr()
    first, second = (each["key"] for each in items)
    assert page.post(f"{where}resolve/", {"key": first, "resolution": " "}).status_code == 422
    assert page.post(f"{where}resolve/", {"key": first, "resolution": "The first gives way."}).status_code == 302
    post("/conflicts/nothing/resolution", {"text": "x"}, 404)
    assert main(["decision", "resolve", second, "Both go on until June."]) == 0
    assert main(["decision", "conflicts"]) == 0
    said = [json.loads(line)["resolution"] for line in capsys.readouterr().out.splitlines()]
    assert sorted(said) == ["Both go on until June.", "The first gives way."]
    assert page.post(f"{where}nonsense/").status_code == 404
    lead = Client()
    lead.force_login(get_user_model().objects.get(pk=company.users["north-lead"]))
    assert lead.get(where).status_code == 404
