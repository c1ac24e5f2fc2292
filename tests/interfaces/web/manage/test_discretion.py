"""Exceptions on the pages: two clicks inside the grant, a word above it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from heedful.domain.cases.models import DiscretionGrant, Exemption
from heedful.domain.cases.rules.discretion import Limits
from heedful.foundation.access import Role
from tests.factories.company import Company
from tests.factories.leeway import WORDS, case_of, clauses, granted
from tests.interfaces.web.desk.conftest import SignedIn


@pytest.fixture
def fee(company: Company, now: datetime) -> UUID:
    found = clauses(company, now - timedelta(days=9))
    granted(company, found["fee"], now - timedelta(days=9))
    return found["fee"]


def ask(client: Client, case_id: UUID, fee: UUID, value: str, **more: Any) -> Any:
    given = {"clause": fee, "kind": "waiver", "value": value, "grounds": "our_fault", "words": WORDS, **more}
    return client.post(f"/desk/cases/{case_id}/exempt/", given)


@pytest.mark.feature("CA-9", part="two clicks on the case page inside the grant, asked above it")
def test_two_clicks_inside_a_word_above(company: Company, fee: UUID, signed_in: SignedIn, now: datetime) -> None:
    agent, lead = signed_in("north-agent"), signed_in("north-lead")
    case_id = case_of(company, now)
    page = agent.get(f"/desk/cases/{case_id}/").content.decode()
    assert "Make an exception" in page
    assert "Return fee" in page
    assert ask(agent, case_id, fee, "300").status_code == 302
    assert Exemption.objects.get().state == "applied"
    assert ask(agent, case_id, fee, "400").status_code == 302
    shown = agent.get(f"/desk/cases/{case_id}/").content.decode()
    assert "somebody with a higher limit is asked" in shown
    waiting = Exemption.objects.get(state="pending")
    decide = f"/manage/discretion/{waiting.id}/"
    assert "Approve" in lead.get("/manage/discretion/").content.decode()
    assert b"above what your grants cover" in lead.post(decide, {"verb": "approve"}).content
    granted(company, fee, now, role=Role.TEAM_LEADER, limits=Limits(90_000, 90_000, 365, 900_000))
    assert lead.post(decide, {"verb": "approve"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by_id) == ("applied", company.people["north-lead"])
    assert signed_in("south-lead").post(decide, {"verb": "approve"}).status_code == 404
    assert agent.get("/manage/discretion/").status_code == 404
    assert lead.post(decide, {"verb": "review", "word": "sound"}).status_code == 302


def test_malformed_exceptions_are_refused(company: Company, fee: UUID, signed_in: SignedIn, now: datetime) -> None:
    agent, case_id = signed_in("north-agent"), case_of(company, now)
    for change in ({"value": "much"}, {"value": "0"}, {"words": "no"}, {"clause": "x"}, {"grounds": "whim"}):
        assert ask(agent, case_id, fee, **{"value": "100", **change}).status_code == 422
    assert not Exemption.objects.exists()
    other = case_of(company, now, unit="south-desk", account="A-2")
    assert ask(agent, other, fee, "100").status_code == 404


@pytest.mark.feature("EM-6", part="the card per role, from the grants that are enforced")
def test_the_card_and_the_grant_page(company: Company, fee: UUID, signed_in: SignedIn, now: datetime) -> None:
    agent, leader = signed_in("north-agent"), signed_in("leader")
    assert "up to 500.00" in agent.get("/desk/card/").content.decode().replace("\u00a0", " ")
    assert "Nothing yet" in signed_in("south-agent").get("/desk/card/").content.decode()
    given = {
        "role": "agent", "unit": company.units["south"], "clause": [fee], "kind": ["goodwill"], "case_limit": "200",
        "customer_limit": "400", "customer_days": "365", "budget": "2000", "currency": "kes",
    }  # fmt: skip
    assert leader.post("/manage/discretion/grant/", {**given, "customer_limit": "100"}).status_code == 422
    assert leader.post("/manage/discretion/grant/", given).status_code == 302
    assert "up to 200.00" in signed_in("south-agent").get("/desk/card/").content.decode().replace("\u00a0", " ")
    assert signed_in("north-lead").post("/manage/discretion/grant/", given).status_code == 404
    grant = DiscretionGrant.objects.get(unit_id=company.units["north"])
    assert leader.post(f"/manage/discretion/grants/{grant.id}/end/").status_code == 302
