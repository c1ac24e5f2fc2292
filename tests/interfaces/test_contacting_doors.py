"""Pages, API and command line of the contact ledger: the same verdict everywhere, in words, in sight only."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.contacting.models import Approach, Bounce, OptOut
from heedful.domain.customers import operations as customers
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys.models import Invitation
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.workflows import asking
from tests.factories.asking import collecting_survey
from tests.trust.matrix import key_of

SENTENCE = "They were asked only lately (delivery-nps). Free from 16 April 2026."


@pytest.fixture
def house(company, now, monkeypatch, settings):
    settings.HEEDFUL_JOBS = "db"
    monkeypatch.setattr(timezone, "now", lambda: now)
    for code, unit in (("R-1", "north-desk"), ("R-2", "south-desk")):
        customers.import_contact(
            reference=code, name=f"Reader {code}", email=f"{code}@customer.example", unit_id=company.units[unit],
            by=SYSTEM, at=now,
        )  # fmt: skip
    company.survey = collecting_survey(company.units["root"], now)[0]
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


@pytest.mark.feature("VO-5", part="page, API and command say why somebody was skipped")
def test_invited_by_list_and_the_skip_explained_on_page_api_and_command(house, call, now, capsys, tmp_path):
    path = "/surveys/delivery-nps/invitations"
    assert call("POST", path, {"contacts": ["R-1", "R-2", "R-1"]}).json() == {"planned": 2, "skipped": {}}
    surveys.send_planned(by=SYSTEM, at=now)
    collecting_survey(house.units["root"], now, code="second")
    again = call("POST", "/surveys/second/invitations", {"contacts": ["R-1"]})
    assert (again.status_code, again.json()) == (201, {"planned": 0, "skipped": {"cooling off": 1}})
    contact = Approach.objects.filter(state="skipped").get().contact_id
    api = call("GET", f"/contacting/contacts/{contact}").json()
    assert api["so_far"][0]["why"] == SENTENCE
    assert [each["allowed"] for each in api["now"]] == [True, False, True, True]
    page = client_of(house, "leader").get(f"/manage/contacting/people/{contact}/").content.decode()
    assert SENTENCE in page and "No: cooling off" in page
    assert main(["contact", "why", "R-1"]) == 0
    assert SENTENCE in capsys.readouterr().out
    listed = call("GET", "/contacting?state=skipped").json()
    assert (listed["total"], listed["items"][0]["why"]) == (1, SENTENCE)
    assert SENTENCE in client_of(house, "leader").get("/manage/contacting/?reason=cooling+off").content.decode()
    (tmp_path / "people.txt").write_text("R-2\n")
    assert main(["survey", "invite", "second", str(tmp_path / "people.txt"), "--leaves", "2026-06-01"]) == 0
    assert "1 planned" in capsys.readouterr().out
    assert Invitation.objects.get(state="planned").leaves_at.date().isoformat() in ("2026-05-31", "2026-06-01")


def test_a_list_with_an_unknown_reference_invites_nobody_and_names_it(house, call):
    refused = call("POST", "/surveys/delivery-nps/invitations", {"contacts": ["R-1", "R-404"]})
    assert refused.status_code == 422 and "R-404" in refused.content.decode()
    client = client_of(house, "leader")
    page = client.post(f"/manage/surveys/{house.survey}/invite/", {"contacts": "R-1\nR-404"})
    assert page.status_code == 422 and "R-404" in page.content.decode()
    assert not Invitation.objects.exists()
    client.post(f"/manage/surveys/{house.survey}/invite/", {"contacts": "R-1\n"})
    assert Invitation.objects.count() == 1


def test_who_wants_no_more_mail_tells_an_agent_once_and_no_other_unit_can_do_it(house, call, now, capsys):
    by_name = {each: client_of(house, each) for each in ("north-agent", "south-agent")}
    contact = customers.import_contact(reference="R-1", name="", unit_id=None, by=SYSTEM, at=now)[0].id
    url = f"/manage/contacting/people/{contact}/stop/"
    assert by_name["south-agent"].post(url).status_code == 404
    assert not OptOut.objects.exists()
    assert by_name["north-agent"].post(url).status_code == 302
    assert OptOut.objects.count() == 1
    assert call("POST", f"/contacting/contacts/{contact}/opt-out", {}).status_code == 204
    assert OptOut.objects.count() == 1
    assert main(["contact", "opt-out", "R-2"]) == 0
    assert OptOut.objects.count() == 2


@pytest.mark.feature("VO-2", part="bounces come in by API, command and page")
def test_a_bounce_stops_reminders_and_later_asks(house, call, now, capsys):
    call("POST", "/surveys/delivery-nps/invitations", {"contacts": ["R-1", "R-2"]})
    surveys.send_planned(by=SYSTEM, at=now)
    assert call("POST", "/contacting/bounces", {"address": "R-1@customer.example"}).json() == {"messages": 1}
    assert call("POST", "/contacting/bounces", {"address": "x@y.example"}, Role.AGENT).status_code == 403
    assert surveys.remind(by=SYSTEM, at=now + timedelta(days=3)) == 1
    assert main(["contact", "bounce", "R-2@customer.example", "--kind", "hard"]) == 0
    assert "came back" in capsys.readouterr().out
    assert surveys.remind(by=SYSTEM, at=now + timedelta(days=7)) == 0
    assert Bounce.objects.count() == 2
    assert set(Invitation.objects.values_list("state", flat=True)) == {"bounced"}
    call("POST", "/surveys/delivery-nps/invitations", {"contacts": ["R-1"]})
    assert Approach.objects.filter(reason="bounced").count() == 1


def test_rules_are_set_by_page_api_and_command_by_those_who_may(house, call, capsys):
    sent = {"days_between": 60, "most": 2, "window_days": 365, "quarantine_days": 30, "reason": "fewer"}
    assert client_of(house, "north-agent").post("/manage/contacting/rules/", sent).status_code == 422
    leader = client_of(house, "leader")
    assert leader.post("/manage/contacting/rules/", sent | {"days_between": "x"}).status_code == 422
    assert leader.post("/manage/contacting/rules/", sent).status_code == 302
    assert "at most 2 times in 365 days" in leader.get("/manage/contacting/").content.decode()
    assert call("POST", "/contacting/rules", sent | {"most": 3}).json() == {"number": 2}
    assert call("POST", "/contacting/rules", sent | {"most": 4}, Role.AGENT).status_code == 403
    assert [each["number"] for each in call("GET", "/contacting/rules").json()] == [2, 1, 0]
    assert main(["contact", "rules", "--set", "most=5", "--reason", "more"]) == 0
    assert main(["contact", "rules"]) == 0
    assert "Rules 3" in capsys.readouterr().out
    assert main(["contact", "rules", "--set", "many=5"]) == 2


def test_the_pages_ask_the_database_as_often_for_three_rows_as_for_one(house, now, django_assert_max_num_queries):
    leader = client_of(house, "leader")
    for codes in (["R-1"], ["R-2"]):
        asking.invite(survey=house.survey, references=codes, by=SYSTEM, at=now)
        with django_assert_max_num_queries(16):
            leader.get("/manage/contacting/")
    contact = Approach.objects.first().contact_id
    with django_assert_max_num_queries(24):
        leader.get(f"/manage/contacting/people/{contact}/")
