"""The pages of problems, by hand: from a case to a signed verdict, as each role sees it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heedful.domain.problems.models import Action, CaseLink, Cause, Coding, Plan, Problem, Verdict
from heedful.domain.problems.rules.windows import WEEK
from heedful.warehouse.refresh import refresh
from heedful.workflows import outer_loop
from tests.factories.company import Company
from tests.factories.trouble import TRIGGER, complaints, moment, opened
from tests.interfaces.web.desk.conftest import SignedIn

START, FIX = TRIGGER - 30 * WEEK, TRIGGER + 6 * WEEK
COUNTS = [*[4, 3, 5] * 10, 15, 13, 14, 12, 16, 13, *[4] * 8]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the function that sets the clock of the doors."""

    def set_to(when: datetime) -> datetime:
        monkeypatch.setattr(timezone, "now", lambda: when)
        return when

    return set_to


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.content
    return response.content.decode()


def act(client: Client, problem: Problem, what: str, status: int = 302, **given: Any) -> str:
    response = client.post(f"/manage/problems/{problem.id}/{what}/", given)
    assert response.status_code == status, response.content.decode()
    assert status != 302 or response.url == f"/manage/problems/{problem.id}/"  # type: ignore[attr-defined]  # a redirect
    return response.content.decode()


@pytest.mark.feature("CA-7", part="the whole loop on the page, in words")
def test_from_a_case_to_a_signed_verdict(company: Company, signed_in: SignedIn, at: Any) -> None:
    complaints(company, COUNTS, START)
    now = at(moment(FIX - timedelta(days=2), 9))
    refresh(at=now)
    lead, leader = signed_in("north-lead"), signed_in("leader")
    given = {
        "statement": "Parcels come late", "unit": company.units["north-desk"], "exposure": "weeks",
        "touchpoint": company.touchpoints["delivery"], "trigger_on": TRIGGER.isoformat(),
    }  # fmt: skip
    assert lead.post("/manage/problems/new/", given).status_code == 302
    problem = Problem.objects.get()
    assert "plan is locked before the fix" in text(lead, f"/manage/problems/{problem.id}/")
    assert "why it happens" in act(lead, problem, "confirm_cause", 422)
    for role in ("occurrence", "escape"):
        act(lead, problem, "cause", statement=f"The plan, {role}", role=role, category="process")
    for cause in Cause.objects.all():
        act(lead, problem, "test", cause=cause.id, test="confirmed", evidence="20 of 20 rounds")
    act(lead, problem, "confirm_cause")
    act(
        lead, problem, "action", kind="corrective", statement="Sort by street",
        owner=f"person:{company.people['north-lead']}", due_on="2026-02-20",
    )  # fmt: skip
    action = Action.objects.get()
    plan = {"action": action.id, "target": "7", "settling": "0", "watch": "8", "longest": "8"}
    assert "before the fix" in act(lead, problem, "plan", 422, **plan, planned_on=now.date().isoformat())
    act(lead, problem, "plan", **plan, planned_on=FIX.isoformat())
    page = text(lead, f"/manage/problems/{problem.id}/")
    assert "Silence proves nothing before week 1 of the watch." in page
    act(lead, problem, "move", action=action.id, verb="finish", evidence="The list is up")
    at(moment(FIX, 1))
    lead = signed_in("north-lead")  # the session has run out
    act(lead, problem, "effect", plan=Plan.objects.get().id)
    outer_loop.run_night(at=at(moment(FIX + 8 * WEEK, 3)))
    lead, leader = signed_in("north-lead"), signed_in("leader")
    page = text(lead, f"/manage/problems/{problem.id}/")
    assert "From 13.6 to 4 per week: a fall that chance does not explain" in page
    assert "Waits for the signature" in page
    assert "own action" in act(lead, problem, "sign", 422, verdict=Verdict.objects.get().id)
    assert "I stand for this verdict" in text(leader, f"/manage/problems/{problem.id}/")
    act(leader, problem, "sign", verdict=Verdict.objects.get().id)
    assert "stop it elsewhere" in act(leader, problem, "close", 422)
    act(leader, problem, "waive", reason="Only Mombasa sorts by hand")
    act(leader, problem, "close")
    listed = text(leader, "/manage/problems/?status=ended")
    assert "1 fix judged, 1 called effective" in listed
    assert "chance alone would give up to 1" in listed
    assert "No problem here" in text(leader, "/manage/problems/")


@pytest.mark.invariant("C18")
def test_each_week_of_the_chart_leads_to_its_cases(company: Company, signed_in: SignedIn, at: Any) -> None:
    complaints(company, COUNTS, START)
    now = at(moment(FIX, 9))
    refresh(at=now)
    problem = opened(company, company.actor("north-lead"), at=now)
    client = signed_in("north-lead")
    page = text(client, f"/manage/problems/{problem.id}/")
    address = f"/manage/problems/{problem.id}/rows/?since={TRIGGER.isoformat()}"
    assert address in page
    rows = text(client, address)
    assert rows.count("<tr data-row>") == 15
    assert "5 Jan 2026 to 11 Jan 2026" in rows
    assert text(client, address.replace("2026-01-05", "nonsense")).count("<tr data-row>") == 15


def test_a_case_is_linked_and_coded_and_shows_what_is_known(
    company: Company, signed_in: SignedIn, now: datetime
) -> None:
    case_id: UUID = complaints(company, [1], TRIGGER)[0]
    problem = opened(company, company.actor("north-lead"), at=now)
    client = signed_in("north-agent")
    page = text(client, f"/desk/cases/{case_id}/")
    assert "What lies behind it" in page
    assert client.post(f"/desk/cases/{case_id}/problem/", {"problem": problem.id}).status_code == 302
    assert CaseLink.objects.get().kind == "symptom"
    assert client.post(f"/desk/cases/{case_id}/coding/", {"category": "process"}).status_code == 302
    assert client.post(f"/desk/cases/{case_id}/coding/", {"category": "people"}).status_code == 422
    assert Coding.objects.get().category == "process"
    assert problem.reference in text(client, f"/desk/cases/{case_id}/")
    assert signed_in("south-agent").post(f"/desk/cases/{case_id}/problem/", {"problem": problem.id}).status_code == 404


def test_an_agent_sees_problems_and_changes_none(company: Company, signed_in: SignedIn, now: datetime) -> None:
    problem = opened(company, company.actor("north-lead"), at=now)
    agent = signed_in("north-agent")
    page = text(agent, f"/manage/problems/{problem.id}/")
    assert "Answer a why" not in page
    assert "Agree an action" not in page
    assert agent.post(f"/manage/problems/{problem.id}/take/").status_code == 404
    assert signed_in("south-lead").get(f"/manage/problems/{problem.id}/").status_code == 404
    assert agent.get("/manage/problems/new/").status_code == 404


@pytest.mark.feature("CA-11", part="the partner's page")
def test_a_partner_finishes_what_it_owes_on_its_own_page(company: Company, signed_in: SignedIn, now: datetime) -> None:
    problem = opened(company, company.actor("north-lead"), at=now)
    lead, partner = signed_in("north-lead"), signed_in("partner")
    assert "Nothing is owed" in text(partner, "/desk/owed/")
    for owner in (f"partner:{company.units['courier']}", f"person:{company.people['north-agent']}"):
        act(
            lead, problem, "action", kind="corrective", statement=f"Done by {owner[:6]}", owner=owner,
            due_on="2026-04-01",
        )  # fmt: skip
    page = text(partner, "/desk/owed/")
    assert "Done by partne" in page
    assert "Done by person" not in page
    assert partner.get("/manage/problems/").status_code == 404
    theirs, ours = Action.objects.get(partner__isnull=False), Action.objects.get(partner__isnull=True)
    assert partner.post(f"/desk/owed/{ours.id}/", {"evidence": "x"}).status_code == 404
    assert partner.post(f"/desk/owed/{theirs.id}/", {"evidence": " "}).status_code == 422
    assert partner.post(f"/desk/owed/{theirs.id}/", {"evidence": "New rota"}).status_code == 302
    assert "New rota" in text(lead, f"/manage/problems/{problem.id}/")
    assert signed_in("leader").get("/desk/owed/").status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(company: Company, signed_in: SignedIn, now: datetime) -> None:
    lead, client = company.actor("north-lead"), signed_in("leader")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            opened(company, lead, at=now)
        text(client, "/manage/problems/")
        with CaptureQueriesContext(connection) as asked:
            text(client, "/manage/problems/")
        counts.append(len(asked))
    assert counts == [9, 9]


def test_malformed_input_is_refused_by_its_field(company: Company, signed_in: SignedIn, now: datetime) -> None:
    problem = opened(company, company.actor("north-lead"), at=now)
    lead = signed_in("north-lead")
    for what, given in (
        ("cause", {"statement": "x", "role": "none", "category": "process"}),
        ("action", {"kind": "corrective", "statement": "x", "owner": "person:nobody"}),
        ("action", {"kind": "corrective", "statement": "x", "owner": ""}),
        ("plan", {"action": "x", "target": "many"}),
        ("sign", {"verdict": "x"}),
        ("accept_risk", {"reason": "", "review_on": "soon"}),
        ("workaround", {"text": "x" * 6_000}),
    ):
        assert "Not done." in act(lead, problem, what, 422, **given)
    assert lead.post(f"/manage/problems/{problem.id}/nonsense/").status_code == 404
    assert lead.post("/manage/problems/new/", {"statement": ""}).status_code == 422
