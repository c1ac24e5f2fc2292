"""Working on a case in the browser, without a script."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseState
from heedful.domain.cases.models import Case, Message
from heedful.domain.cases.rules.states import TRANSITIONS
from heedful.domain.feedback.models import Submission
from heedful.foundation.notify import operations as notify
from heedful.interfaces.web.desk.acts import ACTS
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn


def do(client: Client, case: Case, what: str, **form: object) -> int:
    return client.post(f"/desk/cases/{case.id}/{what}/", form).status_code


def page(client: Client, case: Case) -> str:
    return client.get(f"/desk/cases/{case.id}/").content.decode()


def test_every_move_of_the_table_has_a_button() -> None:
    assert {verb.value for row in TRANSITIONS.values() for verb in row} <= set(ACTS)


@pytest.mark.feature("CA-4", part="the guide is worked through in the browser; a shield is shown and asked about")
def test_a_complaint_is_worked_from_receipt_to_closed(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case, client = opened(), signed_in("north-agent")
    assert "It is a week late." in page(client, case)
    assert do(client, case, "take") == 302
    assert do(client, case, "close", outcome="upheld", reason="x") == 422
    assert do(client, case, "acknowledge") == 302
    assert do(client, case, "begin", impact="") == 422
    assert do(client, case, "begin", impact="missed a birthday", severity="3") == 302
    assert "Still open before closing" in page(client, case)
    for step in ("empathise", "apologise", "resolve"):
        assert do(client, case, "step", step=step, evidence="on the phone") == 302
    assert do(client, case, "redress", kind="refund", value="1,250.50", cost="900", currency="kes") == 302
    refused = client.post(
        f"/desk/cases/{case.id}/propose/", {"findings": "van", "answer": "Our policy does not allow it."}
    )
    body = refused.content.decode()
    assert refused.status_code == 422
    assert "“Our policy does not allow” holds a policy" in body
    assert 'name="knowingly"' in body
    assert "Our policy does not allow it.</textarea>" in body
    assert do(client, case, "propose", findings="van", answer="Your money is on its way.") == 302
    assert do(client, case, "accept", word="customer_told_a_colleague") == 302
    assert do(client, case, "close", outcome="upheld", reason="The van broke down") == 302
    closed = page(client, case)
    assert "Upheld: The van broke down" in closed
    assert "1\u202f250.50\u00a0KES" in closed
    assert Case.objects.get(id=case.id).state == CaseState.CLOSED


def test_clocks_say_why(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    at = house.at
    case, client = opened(at - timedelta(days=60)), signed_in("north-agent")
    html = page(client, case)
    assert len(re.findall('<details class="dk-clock">', html)) == 3
    assert "skipped: outside working hours" in html
    assert "late</span>" in html


def test_a_clock_that_waits_or_ended_says_so(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case, client = opened(), signed_in("north-agent")
    do(client, case, "acknowledge")
    do(client, case, "begin", impact="x")
    assert do(client, case, "wait_for_customer", why="a photo") == 302
    assert "paused, 40 working hours left" in page(client, case)
    assert do(client, case, "resume") == 302
    assert do(client, case, "wait_for_partner", why="the courier") == 302
    assert "Waiting for a partner: the courier" in page(client, case)
    assert do(client, case, "withdraw", reason="came by itself") == 302
    assert "no longer promised" in page(client, case)


@pytest.mark.feature("CA-2", part="auditor export complete")
def test_the_whole_record_is_a_file_for_who_may_export(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case = opened()
    sent = signed_in("analyst").get(f"/desk/cases/{case.id}/record.json")
    assert sent["Content-Disposition"] == f'attachment; filename="{case.reference}.json"'
    assert sent.json()["messages"][0]["body"] == "It is a week late."
    assert case.status_hash not in sent.content.decode()
    assert signed_in("north-agent").get(f"/desk/cases/{case.id}/record.json").status_code == 404


def test_what_cannot_be_done_keeps_what_was_typed(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case, client = opened(contact_id=None), signed_in("north-agent")
    for what, form in (
        ("reply", {"body": "Hello", "channel": "email"}),
        ("step", {"step": "dance", "evidence": "x"}),
        ("step", {"evidence": "x"}),
        ("redress", {"kind": "refund", "value": "1e9", "cost": "0", "currency": "KES"}),
        ("redress", {"value": "1", "cost": "0", "currency": "KES"}),
        ("redress", {"kind": "refund", "value": "1.234", "cost": "0", "currency": "KES"}),
        ("assign", {"owner": "rubbish"}),
        ("priority", {"reason": "x"}),
        ("priority", {"priority": "9", "reason": "x"}),
        ("begin", {"severity": "x"}),
    ):
        response = client.post(f"/desk/cases/{case.id}/{what}/", form)
        assert (response.status_code, "Not done." in response.content.decode()) == (422, True), (what, form)
    kept = client.post(f"/desk/cases/{case.id}/reply/", {"body": "Hello there", "channel": "email"}).content.decode()
    assert "Hello there</textarea>" in kept
    assert do(client, case, "dance") == 404
    assert client.get(f"/desk/cases/{case.id}/take/").status_code == 405
    assert Case.objects.get(id=case.id).version == 1


def test_nobody_acts_on_a_case_out_of_sight(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case = opened()
    for name in ("south-agent", "partner", "board"):
        assert do(signed_in(name), case, "acknowledge") == 404
    assert do(signed_in("analyst"), case, "acknowledge") == 404
    assert Case.objects.get(id=case.id).state == CaseState.NEW
    assert "What next?" not in page(signed_in("analyst"), case)


@pytest.mark.feature("CA-1", part="discussion with attachments")
def test_a_note_with_a_file_comes_back_as_a_download(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    case, client = opened(), signed_in("north-agent")
    file = SimpleUploadedFile("evil.html", b"<script>alert(1)</script>", "text/html")
    assert do(client, case, "note", body="<script>alert(2)</script>", files=file) == 302
    html = page(client, case)
    assert "<script>alert(2)" not in html
    link = re.findall(rf"/desk/cases/{case.id}/files/[0-9a-f-]+/", html)[0]
    sent = client.get(link)
    assert sent.content == b"<script>alert(1)</script>"
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert sent["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert signed_in("south-agent").get(link).status_code == 404


@pytest.mark.feature("CA-1", part="opened by hand")
def test_a_complaint_by_hand_is_feedback_and_a_case_once(house: Company, signed_in: SignedIn) -> None:
    client = signed_in("north-agent")
    assert client.get("/desk/cases/new/").status_code == 200
    form = {"kind": "complaint", "channel": "phone", "words": "Broken again.\nCall me.", "wanted": "a new one",
            "name": "Asha", "email": "a-1@customer.example", "unit": str(house.units["north-desk"]), "key": "k1",
            "touchpoint": str(house.touchpoints["delivery"])}  # fmt: skip
    first, second = client.post("/desk/cases/new/", form), client.post("/desk/cases/new/", form)
    case = Case.objects.get()
    assert first["Location"] == second["Location"] == f"/desk/cases/{case.id}/"
    assert (case.contact_id, case.wanted, case.subject) == (house.contacts["A-1"], "a new one", "Broken again.")
    assert queries.case_of_submission(Submission.objects.get().id) == case
    assert "Broken again." in page(client, case)


def test_a_question_by_hand(house: Company, signed_in: SignedIn) -> None:
    client = signed_in("north-agent")
    form = {"kind": "enquiry", "channel": "phone", "words": "When do you open?", "unit": str(house.units["north-desk"])}
    assert client.post("/desk/cases/new/", form).status_code == 302
    assert (Case.objects.get().kind, Message.objects.get().body) == ("enquiry", "When do you open?")
    for wrong in ({"words": ""}, {"kind": "x"}, {"unit": "x"}, {"unit": str(house.units["south-desk"])}):
        assert client.post("/desk/cases/new/", form | wrong).status_code == 422
    assert Case.objects.count() == 1


def test_home_says_what_to_do_and_what_customers_say(house: Company, opened: OpenCase, signed_in: SignedIn) -> None:
    client, at = signed_in("north-agent"), house.at
    assert "Nothing waits for you" in client.get("/desk/").content.decode()
    client.post("/desk/cases/new/", {"kind": "complaint", "channel": "phone", "words": "The driver was rude",
                                     "unit": str(house.units["north-desk"]), "key": "k"})  # fmt: skip
    case = Case.objects.get()
    cases.assign(case_id=case.id, owner_id=house.people["north-agent"], by=house.actor("north-lead"), at=at)
    html = client.get("/desk/").content.decode()
    assert html.count("The driver was rude") == 2
    assert f"{case.reference} is yours now" in html


def test_notices_are_read_by_a_post(house: Company, signed_in: SignedIn) -> None:
    client = signed_in("north-agent")
    assert "No notices" in client.get("/desk/notices/").content.decode()
    notify.tell(person_id=house.people["north-agent"], subject="Look", at=house.at, key="1")
    assert "<strong>new</strong>" in client.get("/desk/notices/").content.decode()
    assert client.post("/desk/notices/").status_code == 302
    assert "<strong>new</strong>" not in client.get("/desk/notices/").content.decode()
