"""Pages, API and command line of promises and reports back, from the case to the customer's page."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.followthrough.models import Promise, Report
from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from heedful.interfaces.web.manage import waiting
from heedful.workflows import reporting_back
from tests.domain.followthrough.test_reports import WORDS, solved
from tests.domain.followthrough.test_reports import people as neighbours
from tests.trust.matrix import key_of

people = neighbours


@pytest.fixture
def house(company, now, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)
    return company


@pytest.fixture
def call(house, now):
    keys = {role: key_of(house, role, now) for role in Role}

    def asked(method, path, given=None, role=Role.CX_LEADER):
        headers = {"Authorization": f"Bearer {keys[role]}"}
        sent = json.dumps(given).encode() if given is not None else b""
        return Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)

    return asked


def client_of(company, name):
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


@pytest.mark.feature("FT-2", part="page, API and command; overdue in the leader's home")
def test_a_promise_from_page_to_overdue_to_settled(house, call, now, monkeypatch, capsys):
    agent, person = client_of(house, "north-agent"), str(house.people["north-agent"])
    form = {"text": "We call you on Friday", "whom": "customer", "owner": person, "due_on": "2026-03-20"}
    page = agent.post("/manage/promises/new/", form | {"unit": str(house.units["north-desk"])})
    made = Promise.objects.get()
    assert page.headers["Location"] == f"/manage/promises/{made.id}/"
    assert agent.post("/manage/promises/new/", form | {"due_on": "2026-03-01"}).status_code == 422
    body = form | {"text": "Refund by Monday", "unit": str(house.units["north-desk"])}
    other = call("POST", "/promises", body)
    assert other.status_code == 201
    assert call("POST", "/promises", body, Role.BOARD).status_code == 403
    later = now + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: later)
    said = {line.text: line.count for line in waiting.lines(house.actor("leader"), later)}
    assert said["promises are overdue"] == 2
    assert call("GET", "/promises?state=overdue").json()["total"] == 2
    agent = client_of(house, "north-agent")
    settle = f"/manage/promises/{made.id}/settle/"
    assert agent.post(settle, {"verb": "keep", "words": ""}).status_code == 422
    assert agent.post(settle, {"verb": "keep", "words": "Called"}).status_code == 302
    told = call("POST", f"/promises/{other.json()['id']}/settle", {"verb": "break", "words": "Paid late, with flowers"})
    assert told.json()["state"] == "broken"
    assert call("GET", "/promises/kept").json()["rate"] == 0.0
    said = "Of 2 promises that fell due, 0 were kept on time, 1 late"
    assert said in agent.get("/manage/promises/").content.decode()
    by = ["--owner", "north-agent@simba.example", "--due", "2026-04-01"]
    assert main(["promise", "make", "We answer all letters", *by]) == 0
    again = capsys.readouterr().out.strip()
    assert main(["promise", "settle", again, "release", "They wrote again: not needed"]) == 0
    assert main(["promise", "kept"]) == 0
    assert main(["promise", "list", "--state", "kept_late"]) == 0
    out = capsys.readouterr().out
    assert "We call you on Friday" in out
    assert main(["promise", "list", "--state", "nonsense"]) == 2


@pytest.mark.feature("FT-3", part="page, API and command: draft, second person, send, reach")
def test_a_report_from_problem_page_to_the_customers_page(house, call, people, now, capsys, mailoutbox, tmp_path):
    problem = solved(house, [contact for contact, _ in people[:3]], now)
    lead, leader = client_of(house, "north-lead"), client_of(house, "leader")
    link = re.search(r'/manage/reports/new/\?[^"]+', lead.get(f"/manage/problems/{problem.id}/").content.decode())
    assert link is not None
    form = WORDS | {"unit": str(house.units["north-desk"]), "subject": "problem", "subject_id": str(problem.id)}
    url = lead.post("/manage/reports/new/", form).headers["Location"]
    report = Report.objects.get()
    assert lead.post(f"{url}send/").status_code == 422
    assert lead.post(f"{url}approve/").status_code in (403, 404, 422)
    assert leader.post(f"{url}approve/").status_code == 302
    assert lead.post(f"{url}send/").status_code == 302
    assert reporting_back.field_work(at=now) == 3
    reach = call("GET", f"/reports/{report.id}").json()
    assert (reach["people"], {each["state"] for each in reach["messages"]}) == (3, {"sent"})
    assert "Sent 3" in leader.get(url).content.decode()
    assert main(["report", "reach", str(report.id)]) == 0
    assert "3 voices of 3 people" in capsys.readouterr().out
    (tmp_path / "words.json").write_text(json.dumps(WORDS))
    assert main(["report", "draft", str(tmp_path / "words.json"), "--problem", str(problem.id)]) == 0
    second = capsys.readouterr().out.strip()
    assert main(["report", "approve", second]) == 2  # a person approves
    assert call("POST", f"/reports/{second}/approve").status_code == 422
    drafted = call("POST", "/reports", WORDS | {"unit": str(house.units["north-desk"])}).json()["id"]
    number = Report.objects.get(id=second).voices.first().case.reference
    assert call("POST", f"/reports/{drafted}/voices", {"cases": [number]}).json() == {"added": 1}
    assert main(["report", "link", drafted, number]) == 0
    assert leader.post(f"/manage/reports/{drafted}/approve/").status_code == 302
    assert call("POST", f"/reports/{drafted}/send").json() == {"leaving": 1}
