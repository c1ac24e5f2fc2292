"""Problems over the API and the command line: as much as on the pages."""

import json
from typing import Any
from uuid import UUID

import pytest

from heedful.domain.organisation.enums import KeyScope
from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.loop import TODAY, Loop
from tests.factories.trouble import seen
from tests.interfaces.api.test_api import Call, call, house, key, refused, standing_clock

__all__ = ["call", "house", "standing_clock"]


def test_the_whole_loop_by_api(house: Loop, call: Call) -> None:
    def done(path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        response = call("POST", path, body)
        assert response.status_code == status, response.content
        return dict(response.json())

    company = house.company
    made = done("/problems", {"statement": "Wrong gate", "unit": str(company.units["south-desk"])}, 201)
    acts = f"/problems/{made['id']}/acts"
    causes = {
        role: done(acts, {"verb": "cause", "text": f"Why: {role}", "role": role})["made"]
        for role in ("occurrence", "escape")
    }
    refused(call("POST", acts, {"verb": "test"}), 422)
    refused(call("POST", acts, {"verb": "confirm_cause"}), 422)
    for cause in causes.values():
        done(acts, {"verb": "test", "cause": cause, "text": "10 of 10"})
    done(acts, {"verb": "confirm_cause"})
    owner = str(company.people["south-lead"])
    action = done(acts, {"verb": "action", "text": "Show the gate", "owner": owner})["made"]
    plan = {"verb": "plan", "action": action, "target": 2, "planned_on": "2026-03-18"}
    assert done(acts, plan)["state"] == "planned"
    done(acts, {"verb": "workaround", "text": "Ring twice"})
    found = call("GET", f"/problems/{made['id']}").json()
    assert [cause["test"] for cause in found["causes"]] == ["confirmed", "confirmed"]
    assert (found["plans"][0]["target"], found["plans"][0]["verdicts"]) == (2.0, [])
    assert found["weeks"]
    refused(call("POST", acts, {"verb": "sign", "verdict": str(UUID(int=7))}), 404)
    assert call("GET", "/problems?status=all").json()["total"] == 2
    rows = f"/problems/{house.problem}/rows?since=2026-02-09&until=2026-02-16"
    assert call("GET", rows).json()["total"] == 1


@pytest.mark.feature("CA-11", part="the partner's API")
def test_a_partner_key_reads_what_is_owed_and_nothing_else(house: Loop, call: Call) -> None:
    from heedful.domain.organisation import operations as organisation
    from heedful.foundation.access import SYSTEM

    secret = organisation.issue_key(
        name="courier", unit_id=house.company.units["courier"], role=Role.PARTNER, scope=KeyScope.WRITE, by=SYSTEM,
        at=TODAY,
    )  # fmt: skip
    (owed,) = call("GET", "/problems/owed", secret=secret).json()["items"]
    assert owed["statement"] == "Start the rounds at six"
    refused(call("GET", "/problems", secret=secret), 403)
    refused(call("GET", f"/problems/{house.problem}", secret=secret), 404)
    done = call("POST", f"/problems/owed/{owed['id']}", {"evidence": "Rota"}, secret=secret)
    assert done.json()["state"] == "done"
    reader = key(house.company, KeyScope.READ)
    refused(call("POST", f"/problems/{house.problem}/acts", {"verb": "reopen"}, secret=reader), 404)


def test_the_command_line_lists_shows_judges_and_refuses(house: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    seen(TODAY)
    assert main(["problem", "list"]) == 0
    line = capsys.readouterr().out
    assert "planned" in line
    reference = line.split()[0]
    assert main(["problem", "show", reference]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["actions"] == ["Start the rounds at six: committed"] * 2
    assert main(["problem", "judge"]) == 0
    assert "0 verdicts" in capsys.readouterr().out
    assert main(["problem", "close", reference, "--by", "leader@simba.example"]) == 2
    assert main(["problem", "sign", "nonsense", "--by", "leader@simba.example"]) == 2
    assert main(["problem", "show", "P-1999-0001"]) == 2


def test_discretion_by_api(house: Loop, call: Call) -> None:
    (request,) = call("GET", "/discretion/waiting").json()["items"]
    assert (request["state"], request["value_minor"]) == ("pending", 90_000)
    refused(call("POST", f"/discretion/exemptions/{request['id']}", {"verb": "approve"}), 403)  # a key is no person
    assert call("GET", "/discretion").json()["items"] == []
    learned = call("GET", "/discretion/learning").json()
    assert [line["title"] for line in learned["clauses"]] == ["Return fee"]
    (grant,) = learned["grants"]
    assert (grant["alone"], grant["asked_above"]) == (1, 0)
    given = {
        "role": "agent", "unit": str(house.company.units["south"]), "clauses": [], "kinds": ["waiver"],
        "case_minor": 100, "customer_minor": 200, "budget_minor": 300, "currency": "KES",
    }  # fmt: skip
    refused(call("POST", "/discretion/grants", given), 422)
    assert main(["discretion", "waiting"]) == 0
    assert main(["discretion", "card", "--by", "north-agent@simba.example"]) == 0
    assert main(["discretion", "approve", request["id"], "--by", "north-lead@simba.example"]) == 2
    assert main(["discretion", "reject", request["id"], "--by", "north-lead@simba.example"]) == 0
