"""The trace through every door: from the case in one click, decided by name, the same by API and command line."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.failures.models import Failure, Statement
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.__main__ import main
from tests.factories.cascades import second
from tests.factories.company import Company
from tests.factories.failures import DAY, Planted, Story, misread, stopped_above

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def signed_in(company: Company) -> SignedIn:
    """Give the function that signs a colleague in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the doors read Tuesday noon."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def planted(company: Company, now: datetime) -> Planted:
    """A complaint whose cascade stopped at the north's leader."""
    second(company, now - 60 * DAY)
    return stopped_above(Story(company, 0, now - 20 * DAY, []))


def page(client: Client, planted: Planted, query: str = "") -> str:
    response = client.get(f"/explain/trace/{planted.case_id}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.feature("CO-8", part="one click from the complaint to the hop")
def test_one_click_leads_from_the_complaint_to_the_hop(signed_in: SignedIn, planted: Planted) -> None:
    leader = signed_in("leader")
    case = leader.get(f"/desk/cases/{planted.case_id}/").content.decode()
    (link,) = re.findall(r'href="(/explain/trace/[^"]+)"', case)
    shown = leader.get(link).content.decode()
    assert "It stopped at: acknowledgement" in shown
    assert "North Lead had not acknowledged it" in shown
    assert "3 of 10 people asked to read it sit at or below this hop" in shown
    assert "/explain/trace/" not in signed_in("north-agent").get(f"/desk/cases/{planted.case_id}/").content.decode()


def test_a_person_decides_on_the_page_and_a_refusal_keeps_what_was_typed(signed_in: SignedIn, planted: Planted) -> None:
    leader, url = signed_in("leader"), f"/explain/trace/{planted.case_id}/"
    refused = leader.post(f"{url}decide/", {"label": "under", "verb": "overrule", "reason": ""})
    assert refused.status_code == 422
    assert "overruling has a reason" in refused.content.decode()
    assert not Failure.objects.exists()
    assert leader.post(f"{url}decide/", {"label": "under", "verb": "confirm"}).status_code == 302
    assert "Confirmed by Leader" in page(leader, planted)
    evidence = {"label": "over", "evidence": "Nine mails\nthat day"}
    assert leader.post(f"{url}suggest/", evidence).status_code == 302
    assert "Suggested by Leader; somebody else confirms it." in page(leader, planted)
    assert leader.post(f"{url}nonsense/", {}).status_code == 404
    assert signed_in("south-lead").post(f"{url}decide/", {"label": "over", "verb": "confirm"}).status_code == 404
    assert signed_in("board").post(f"{url}decide/", {"label": "over", "verb": "confirm"}).status_code == 404


def test_who_served_can_be_chosen_and_nonsense_is_left_out(
    signed_in: SignedIn, company: Company, planted: Planted
) -> None:
    leader = signed_in("leader")
    other = page(leader, planted, f"?served={company.people['north-agent-2']}")
    assert f'value="{company.people["north-agent-2"]}" selected' in other
    assert "It stopped at" in page(leader, planted, "?served=nonsense&decision=nonsense")


def test_the_page_asks_as_many_queries_for_one_shared_case_as_for_three(
    signed_in: SignedIn, company: Company, planted: Planted, now: datetime
) -> None:
    leader, counts = signed_in("leader"), []
    for _ in range(2):
        Story(company, 0, now - 20 * DAY, []).complaint()
        with CaptureQueriesContext(connection) as caught:
            page(leader, planted)
        counts.append(len(caught))
        Story(company, 0, now - 20 * DAY, []).complaint()
    assert counts[0] == counts[1]
    assert counts[0] <= 45


@pytest.mark.feature("CO-8", part="the same by API and command line")
def test_the_other_doors_tell_the_same(
    signed_in: SignedIn, company: Company, planted: Planted, now: datetime, capsys: Any
) -> None:
    leader = signed_in("leader")
    told = leader.get(f"/api/v1/failures/{planted.case_id}").json()
    assert (told["failed"], told["people"], told["asked"]) == ("acknowledgement", 3, 10)
    assert [each["label"] for each in told["suggested"]] == ["under"]
    reference = cases.find_case(SYSTEM, planted.case_id).reference
    assert main(["failure", "trace", reference, "--by", "leader@simba.example"]) == 0
    out = capsys.readouterr().out
    assert "Acknowledgement    Failed       North Lead had not acknowledged it" in out
    assert "3 of 10 people asked sit at or below it" in out
    said = {"label": "under", "verb": "overrule", "reason": "He was told on the phone"}
    assert leader.post(f"/api/v1/failures/{planted.case_id}/decide", said, "application/json").status_code == 200
    again = ["failure", "decide", reference, "under", "confirm", "--by", "leader@simba.example"]
    assert main(again) == 2
    assert main(["failure", "suggest", reference, "over", "Nine mails", "--by", "leader@simba.example"]) == 0
    more = {"label": "mis", "evidence": "A letter"}
    assert leader.post(f"/api/v1/failures/{planted.case_id}/suggest", more, "application/json").status_code == 201
    assert set(Failure.objects.values_list("label", "state")) == {
        ("under", "overruled"), ("over", "suggested"), ("mis", "suggested"),
    }  # fmt: skip


def test_what_was_said_is_recorded_through_every_door(
    signed_in: SignedIn, company: Company, now: datetime, capsys: Any
) -> None:
    second(company, now - 60 * DAY)
    told = Story(company, 1, now - 20 * DAY, [])
    planted = misread(told)
    fact = told.fact(planted.decision_id, "5", conditions=("in Kenya",))
    leader, url = signed_in("leader"), f"/explain/trace/{planted.case_id}/"
    form = {"fact": fact, "value": "3", "conditions": "in Kenya\r\n", "as_in_force": "on"}
    assert leader.post(f"{url}said/", form).status_code == 302
    assert "Wrong" in page(leader, planted)
    assert leader.post(f"{url}said/", form | {"value": "soon"}).status_code == 422
    body = {"fact": fact, "value": "5", "told_at": (told.t - DAY).isoformat()}
    assert leader.post(f"/api/v1/failures/{planted.case_id}/statements", body, "application/json").status_code == 201
    reference = cases.find_case(SYSTEM, planted.case_id).reference
    assert main(["failure", "said", reference, fact, "5", "--by", "leader@simba.example"]) == 2
    assert "recorded already" in capsys.readouterr().err
    assert sorted(Statement.objects.values_list("value", flat=True)) == ["3", "5"]
