"""The pages about colleagues, by the people who use them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.employees.models import CoachingPlan, PulseToken, Qualification, TimeEntry
from heedful.domain.employees.operations import pulses
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.workflows import inner_loop
from tests.domain.employees.test_ledger import content
from tests.factories import colleagues
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn, signed_in, standing_clock

__all__ = ["signed_in", "standing_clock"]


def html(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:500]
    return str(response.content.decode())


@pytest.mark.feature("EM-1", part="a colleague answers on a page; leaders read figures only after the close")
def test_a_pulse_from_question_to_figure(company: Company, signed_in: SignedIn, now: datetime) -> None:
    leader, agent = signed_in("leader"), signed_in("north-agent")
    colleagues.staffed(company, "north-desk", 12, now)
    given = {"title": "March", "unit": company.units["root"], "closes_on": "2026-03-31"}
    assert "needs a name" in html(leader.post("/colleagues/pulses/open/", {**given, "title": ""}), 422)
    assert leader.post("/colleagues/pulses/open/", given).status_code == 302
    pulse = PulseToken.objects.filter(person_id=company.people["north-agent"]).get().pulse_id
    where = f"/colleagues/pulses/{pulse}/answer/"
    assert "waits for your answer" in html(agent.get("/colleagues/pulses/"))
    assert "easy for me" in html(agent.get(where))
    assert "whole number" in html(agent.post(where, {"ees": "9"}), 422)
    assert "nothing was answered" in html(agent.post(where, {}), 422)
    assert agent.post(where, {"ees": "6", "enps": "9", "comment": "x"}).status_code == 302
    assert agent.get(where).status_code == 404
    assert agent.get(f"/colleagues/pulses/{pulse}/").status_code == 404
    assert "Still open" in html(leader.get(f"/colleagues/pulses/{pulse}/"))
    assert signed_in("board").post(f"/colleagues/pulses/{pulse}/close/").status_code == 404
    assert leader.post(f"/colleagues/pulses/{pulse}/close/").status_code == 302
    assert "Hidden" in html(leader.get(f"/colleagues/pulses/{pulse}/"))
    shown = html(leader.get(f"/colleagues/pulses/{colleagues.pulse(company, now, closed=True)}/"))
    assert "Mombasa desk" in shown
    assert "n 12" in shown or "n 15" in shown
    assert "Nothing can be said" in html(leader.get("/colleagues/link/?metric=csat"))
    assert signed_in("north-lead").get("/colleagues/link/").status_code == 404


@pytest.mark.feature("EM-5", part="diary, calendar, findings and actions on the page; the leaders' page for the board")
def test_time_on_the_pages(company: Company, signed_in: SignedIn, now: datetime) -> None:
    lead, leader = signed_in("north-lead"), signed_in("leader")
    given = {"person": company.people["north-lead"], "weekly_hours": "40", "since": "2026-01-01"}
    assert leader.post("/colleagues/leaders/count/", {**given, "weekly_hours": "99"}).status_code == 422
    assert leader.post("/colleagues/leaders/count/", given).status_code == 302
    told = {"kind": "customers", "day": "2026-03-02", "from": "08:00", "until": "12:00", "finding": "Seen"}
    assert lead.post("/colleagues/time/write/", told).status_code == 302
    for wrong in ({"from": "x"}, {"until": "07:00"}, {"kind": "golf"}, {"day": "2026-13-01"}):
        assert lead.post("/colleagues/time/write/", {**told, **wrong}).status_code == 422
    file = SimpleUploadedFile("mine.ics", content())
    assert lead.post("/colleagues/time/calendar/", {"file": file, "since": "2026-03-01"}).status_code == 302
    assert lead.post("/colleagues/time/calendar/", {}).status_code == 422
    page = html(lead.get("/colleagues/time/"))
    assert "counts 0.00 of 2.00 hours" in page, "the calendar's two hours are in the diary already"
    debrief = TimeEntry.objects.filter(kind="debrief").earliest("starts_at")
    action = {"entry": debrief.id, "action": "New labels", "owner": company.people["north-agent"]}
    assert lead.post("/colleagues/time/action/", action).status_code == 302
    agent = signed_in("north-agent")
    assert "New labels" in html(agent.get("/colleagues/time/"))
    assert agent.post("/colleagues/time/finding/", {"entry": debrief.id, "finding": "x"}).status_code == 404
    assert agent.post("/colleagues/time/nonsense/").status_code == 404
    shown = html(signed_in("board").get("/colleagues/leaders/?since=2026-03&until=2026-03"))
    assert "North Lead" in shown
    assert "4.0 of 168" in shown, "22 weekdays less a day away"
    assert agent.get("/colleagues/leaders/").status_code == 404


def test_praise_is_read_and_named(company: Company, signed_in: SignedIn, now: datetime) -> None:
    for number, colleague in enumerate((company.people["north-agent"], None)):
        inner_loop.receive_feedback(
            kind=Kind.COMPLIMENT, channel="web", body=f"So kind {number}", submission_id=f"t{number}",
            unit_id=company.units["north-desk"], colleague_id=colleague, by=CUSTOMER,
            at=now - timedelta(hours=1),
        )  # fmt: skip
    lead = signed_in("north-lead")
    assert "So kind 0" in html(signed_in("north-agent").get("/colleagues/praise/"))
    page = html(lead.get("/colleagues/praise/"))
    assert "Whom do they mean?" in page
    assert "1 of 2 compliments" in page
    where = page.split('action="/colleagues/praise/')[1].split('"')[0]
    assert lead.post(f"/colleagues/praise/{where}", {"person": "x"}).status_code == 422
    assert lead.post(f"/colleagues/praise/{where}", {"person": company.people["north-agent-2"]}).status_code == 302
    assert "So kind 1" in html(signed_in("north-agent-2").get("/colleagues/praise/"))
    assert "So kind" not in html(signed_in("south-lead").get("/colleagues/praise/"))


@pytest.mark.feature("EM-3", part="on the pages: pattern, plan, answer, done")
def test_coaching_on_the_pages(company: Company, signed_in: SignedIn, now: datetime) -> None:
    lead, agent = signed_in("north-lead"), signed_in("north-agent")
    words = colleagues.answers(company, "north-agent", bad=9, good=6, at=now - timedelta(days=7))
    assert "fewer than 10 answers" in html(lead.get("/colleagues/coaching/"))
    colleagues.answers(company, "north-agent-2", bad=1, good=25, at=now - timedelta(days=7))
    assert "a pattern" in html(lead.get("/colleagues/coaching/"))
    where = f"/colleagues/coaching/new/{company.people['north-agent']}/"
    assert "did not listen" in html(lead.get(where))
    given = {
        "behaviour": "listen_before_answering", "form": "one_to_one", "aim": "They finish", "due_on": "2026-04-20",
        "evidence": [str(words[0])],
    }  # fmt: skip
    assert lead.post(where, {**given, "evidence": []}).status_code == 422
    assert lead.post(where, given).status_code == 302
    plan = f"/colleagues/coaching/{CoachingPlan.objects.get().id}/"
    assert "did not listen" in html(agent.get(plan))
    assert agent.post(f"{plan}reply/", {"text": "The line was bad"}).status_code == 302
    assert "does not allow" in html(agent.post(f"{plan}finish/"), 422)
    assert "The line was bad" in html(lead.get(plan))
    assert lead.post(f"{plan}reply/", {"text": ""}).status_code == 422
    assert lead.post(f"{plan}finish/").status_code == 302
    assert signed_in("north-agent-2").get(plan).status_code == 404
    assert signed_in("south-lead").get(where).status_code == 404
    assert "Nothing can be said" in html(lead.get("/colleagues/coaching/effect/?since=2026-03"))


@pytest.mark.feature("EM-8", part="the case says that its owner is not qualified; the menu puts the qualified first")
def test_the_case_says_so(company: Company, signed_in: SignedIn, now: datetime) -> None:
    lead = signed_in("north-lead")
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Broken", channel="web", received_at=now, unit_id=company.units["north-desk"]
    )
    case = cases.open_case(matter=matter, by=SYSTEM, at=now)
    cases.assign(case_id=case.id, owner_id=company.people["north-agent"], by=SYSTEM, at=now)
    where, flag = f"/desk/cases/{case.id}/", "not qualified for complaints"
    assert flag not in html(lead.get(where))
    given = {
        "person": company.people["north-agent-2"], "training": "Complaints 1", "passed_on": "2026-01-10",
        "valid_until": "2026-09-01",
    }  # fmt: skip
    assert lead.post("/colleagues/training/pass/", {**given, "valid_until": "2025-01-01"}).status_code == 422
    assert lead.post("/colleagues/training/pass/", given).status_code == 302
    assert Qualification.objects.get().valid_until == date(2026, 9, 1)
    page = html(lead.get(where))
    assert flag in page
    assert page.index("North Agent 2, qualified until 1 Sep 2026") < page.index(">North Agent<", page.index("back to"))
    assert case.reference in html(lead.get("/colleagues/training/"))
    cases.assign(case_id=case.id, owner_id=company.people["north-agent-2"], by=SYSTEM, at=now)
    assert flag not in html(lead.get(where))


def test_a_pulse_closes_on_its_day(company: Company, now: datetime) -> None:
    pulse = colleagues.pulse(company, now, closed=False)
    pulses.bring_up_to_date(at=now + timedelta(days=30))
    assert not PulseToken.objects.filter(pulse_id=pulse).exists()
