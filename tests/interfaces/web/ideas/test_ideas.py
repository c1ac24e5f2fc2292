"""The pages of wishes, ideas and walks, by the people who use them."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heedful.domain.feedback import operations as feedback
from heedful.domain.innovation.models import Idea, Walk, Wish
from heedful.domain.innovation.operations import walks, wishes
from heedful.domain.innovation.rules.ideas import LIGHT_FIELDS
from heedful.foundation.access import SYSTEM
from tests.factories import ideas
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn, signed_in, standing_clock

__all__ = ["signed_in", "standing_clock"]


def html(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:500]
    return str(response.content.decode())


@pytest.mark.feature("IN-1", part="on the pages: suggested, merged, counted, taken out, answered")
def test_wishes_on_the_pages(company: Company, signed_in: SignedIn, now: datetime) -> None:
    ideas.wished(company, now)
    lead = signed_in("north-lead")
    page = html(lead.get("/ideas/wishes/"))
    assert "May be the same: 1" in page
    first, second, _ = Wish.objects.order_by("id")
    given = {"into": first.id, "wish": [second.id], "verb": "merge"}
    assert lead.post("/ideas/wishes/merge/", {**given, "wish": []}).status_code == 422
    assert lead.post("/ideas/wishes/merge/", given).status_code == 302
    page = html(lead.get("/ideas/wishes/"))
    assert "1 merged" in page
    assert "May be the same" not in page
    assert "Saturday delivery" in html(lead.get(f"/ideas/wishes/{first.id}/"))
    assert lead.post(f"/ideas/wishes/{second.id}/take_out/").status_code == 302
    assert lead.post(f"/ideas/wishes/{second.id}/take_out/").status_code == 422
    assert "needs a reason" in html(lead.post(f"/ideas/wishes/{first.id}/answer/", {"state": "declined"}), 422)
    told = {"state": "planned", "answer": "From May on"}
    assert lead.post(f"/ideas/wishes/{first.id}/answer/", told).status_code == 302
    assert "From May on" in html(lead.get(f"/ideas/wishes/{first.id}/"))
    assert signed_in("south-lead").get(f"/ideas/wishes/{first.id}/").status_code == 404
    assert signed_in("north-agent").post("/ideas/wishes/merge/", given).status_code == 404
    assert "No wish here" in html(signed_in("south-lead").get("/ideas/wishes/"))


@pytest.mark.feature("IN-2", part="on the pages: six fields for a tweak; experiment started, looked at, decided")
def test_ideas_on_the_pages(company: Company, signed_in: SignedIn, now: datetime) -> None:
    lead = signed_in("north-lead")
    page = html(lead.get("/ideas/new/"))
    form = page[page.index('class="card hd-narrow"') : page.index("Propose it")]
    assert [field for field in LIGHT_FIELDS if f'name="{field}"' in form] == list(LIGHT_FIELDS)
    assert form.count(' name="') == len(LIGHT_FIELDS) + 1, "and the token of the form"
    given = {
        "title": "A sign", "change": "A sign at the gate", "measure": "questions at the gate",
        "unit": company.units["north-desk"], "until": "2026-04-20",
    }  # fmt: skip
    assert lead.post("/ideas/new/", {**given, "until": ""}).status_code == 422
    assert lead.post("/ideas/new/", given).status_code == 302
    tweak = f"/ideas/{Idea.objects.get().id}/"
    assert lead.post(f"{tweak}start/").status_code == 302
    assert lead.post(f"{tweak}decide/", {"verb": "roll_out", "learned": ""}).status_code == 422
    assert lead.post(f"{tweak}decide/", {"verb": "roll_out", "learned": "Fewer ask"}).status_code == 302
    assert "Fewer ask" in html(lead.get(tweak))
    where = f"/ideas/{ideas.experiment(company, now, started=False)}/"
    design = {
        "hypothesis": "More are met", "higher_is_better": "on", "effect": "0.08", "deviation": "0.45",
        "guard": "cost", "guard_margin": "0.5", "stops_on": "2026-05-20",
    }  # fmt: skip
    assert lead.post(f"{where}start/", {**design, "effect": "much"}).status_code == 422
    assert lead.post(f"{where}start/", design).status_code == 302
    look = {
        "control_n": "400", "control_total": "112", "control_squares": "112", "treated_n": "400",
        "treated_total": "220", "treated_squares": "220",
        **{f"guard_{arm}_{what}": value for arm in ("control", "treated")
           for what, value in (("n", "400"), ("total", "2000"), ("squares", "10400"))},
    }  # fmt: skip
    assert lead.post(f"{where}look/", {**look, "control_n": "1"}).status_code == 422
    assert lead.post(f"{where}look/", look).status_code == 302
    assert "Better" in html(lead.get(where))
    assert "Better" in html(lead.get("/ideas/?state=running"))
    assert lead.post(f"{where}nonsense/").status_code == 404
    assert signed_in("south-lead").get(where).status_code == 404


@pytest.mark.parametrize("where", ["/ideas/", "/ideas/wishes/", "/ideas/walks/"])
def test_lists_ask_as_often_for_three_rows_as_for_one(
    company: Company, signed_in: SignedIn, now: datetime, where: str, django_assert_num_queries: Any
) -> None:
    leader = signed_in("leader")
    ideas.wished(company, now)
    ideas.walk(company, now)
    ideas.experiment(company, now)
    with CaptureQueriesContext(connection) as once:
        html(leader.get(where))
    for number in range(3):
        ideas.experiment(company, now)
        walks.record_walk(
            unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"], points={0: 1, 1: 1},
            walked_at=now, by=company.actor("north-lead"), at=now,
        )  # fmt: skip
        feedback.record(
            kind="wish", channel="web", submission_id=f"more:{number}", body=f"{number} zebras", collected_at=now,
            unit_id=company.units["north-desk"], account_id=company.accounts["A-1"], by=SYSTEM, at=now,
        )  # fmt: skip
    wishes.take_in(at=now)
    with django_assert_num_queries(len(once)):
        html(leader.get(where))


@pytest.mark.feature("IN-3", part="on the pages: roster, script, walk, findings, photo as a download, teams told")
def test_walks_on_the_pages(company: Company, signed_in: SignedIn, now: datetime) -> None:
    leader, lead = signed_in("leader"), signed_in("north-lead")
    assert "There is no script yet" in html(lead.get("/ideas/walks/new/"))
    call = company.touchpoints["call"]
    script = {"verb": "script", "touchpoint": call, "lines": "Is the way marked?\nHow long?"}
    assert leader.post("/ideas/walks/roster/", {**script, "lines": " "}).status_code == 422
    assert leader.post("/ideas/walks/roster/", script).status_code == 302
    duty = {"touchpoint": call, "person": company.people["north-lead"], "unit": company.units["north"]}
    assert leader.post("/ideas/walks/roster/", {**duty, "person": company.people["north-agent"]}).status_code == 422
    assert leader.post("/ideas/walks/roster/", duty).status_code == 302
    assert lead.post("/ideas/walks/roster/", duty).status_code == 404
    assert "Walk through Call" in html(lead.get("/ideas/walks/"))
    assert html(leader.get("/ideas/walks/?month=2026-03")).count("no sample") == 4
    given = {"unit": company.units["north-desk"], "points_0": "2", "points_1": "5"}
    assert lead.post("/ideas/walks/new/", {**given, "points_1": "9"}).status_code == 422
    assert lead.post("/ideas/walks/new/", given).status_code == 302
    where = f"/ideas/walks/{Walk.objects.get().id}/"
    assert "3.5 of 5" in html(lead.get(where))
    assert lead.post(f"{where}finding/", {"finding": "The bell is broken", "route": "case"}).status_code == 302
    assert lead.post(f"{where}finding/", {"finding": " ", "route": "note"}).status_code == 422
    photo = SimpleUploadedFile("../x.html", b"\xff\xd8\xff" + b"\0" * 20, "text/html")
    assert lead.post(f"{where}photo/", {"photo": photo}).status_code == 302
    wrong = SimpleUploadedFile("x.jpg", b"<script>", "image/jpeg")
    assert lead.post(f"{where}photo/", {"photo": wrong}).status_code == 422
    page = html(lead.get(where))
    address = page.split(f'href="{where}photos/')[1].split('"')[0]
    sent = lead.get(f"{where}photos/{address}")
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert sent["Content-Disposition"].startswith("attachment")
    assert signed_in("south-lead").get(f"{where}photos/{address}").status_code == 404
    assert lead.post(f"{where}publish/").status_code == 302
    assert "2 told" in html(lead.get(where))
    assert html(leader.get("/ideas/walks/?month=2026-03")).count("no sample") == 3
    assert "1 of 1 due" in html(leader.get("/ideas/walks/"))
