"""The pages of the portfolio: the picture and its table agree, three clicks to the case, preview before saving."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from heedful.domain.organisation import operations as organisation
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.models import Decision, Play, Potential
from heedful.foundation.access import SYSTEM, Role
from heedful.workflows import inner_loop
from tests.factories.company import SINCE, Company
from tests.factories.portfolio import Portfolio, portfolio_book, reckoned

PREVIEW = {
    "large_share": "0.8", "keep_share": "0.85", "good": "92", "fall": "5", "certainty": "0.9", "buying": "0.6",
    "stale_days": "180", "recovery": "5", "peers": "20",
}  # fmt: skip
Enter = Callable[[str], Client]


@pytest.fixture
def house(company: Company, now: datetime) -> Portfolio:
    return reckoned(company, now)


@pytest.fixture
def enter(company: Company, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Enter:
    monkeypatch.setattr(timezone, "now", lambda: now)

    def entered(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return entered


def body(client: Client, route: str, *args: object, query: str = "", status: int = 200) -> str:
    response = client.get(reverse(route, args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def options(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="chart-quadrant" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    drawn: dict[str, Any] = json.loads(found[1])
    return drawn


def test_every_customer_drawn_is_a_row_of_the_table_and_the_corners_count_all(house: Portfolio, enter: Enter) -> None:
    page = body(enter("leader"), "manage:portfolio")
    drawn = options(page)
    names = [row[0] for row in drawn["light"]["dataset"]["source"]]
    assert sorted(names) == ["At-risk Ltd", "Below Ltd", "Dangling Ltd", "Growth Ltd", "Model Ltd"]
    rows = page.partition("<tbody>")[2]
    assert all(f">{name}</a>" in rows for name in names)
    corners = [area[0]["name"] for area in drawn["light"]["series"][0]["markArea"]["data"]]
    assert corners == [
        "Growth\n2 customers\n2.5\u00a0M\u00a0KES", "Model\n1 customer\n6.0\u00a0M\u00a0KES",
        "Dangling\n1 customer\n48.0\u00a0k\u00a0KES", "At-risk\n1 customer\n4.8\u00a0M\u00a0KES",
    ]  # fmt: skip
    assert drawn["narrow"]["light"]["series"][0]["symbolSize"] < drawn["light"]["series"][0]["symbolSize"]
    assert "Silent Ltd" in page.partition('<h2 class="card-title">Unknown</h2>')[2]
    assert "Silent Ltd" not in names


@pytest.mark.feature("PO-5", part="three numbers on the page that sum to the book")
def test_the_sums_of_the_page_are_those_of_the_query(house: Portfolio, enter: Enter) -> None:
    page = body(enter("leader"), "manage:portfolio")
    cards = re.findall(r'hd-fig-value">([^<]+)<', page)
    assert cards == ["4.8\u00a0M\u00a0KES", "8.5\u00a0M\u00a0KES", "3.6\u00a0M\u00a0KES", "16.9\u00a0M\u00a0KES"]


def test_from_the_quadrant_to_the_comment_to_the_case_in_three_clicks(
    house: Portfolio, enter: Enter, now: datetime
) -> None:
    received = inner_loop.receive_feedback(
        kind="complaint", channel="web", body="Nobody rang the bell", submission_id="bell",
        account_id=house.accounts["at-risk"], by=SYSTEM, at=now,
    )  # fmt: skip
    client = enter("leader")
    page = body(client, "manage:portfolio")
    for label in ("At-risk Ltd", "Complaint", received.case_ref):
        link = re.search(rf'href="([^"]+)"[^>]*>{label}<', page)
        assert link, label
        response = client.get(link[1])
        assert response.status_code == 200
        page = response.content.decode()
    assert "Nobody rang the bell" in page


@pytest.mark.feature("PO-2", part="page: thresholds visible, preview before saving, version after it")
def test_who_would_move_is_shown_before_the_lines_are_saved(house: Portfolio, enter: Enter) -> None:
    client = enter("leader")
    query = "?" + "&".join(f"{name}={value}" for name, value in PREVIEW.items())
    page = body(client, "manage:portfolio_thresholds", query=query)
    assert "customers with" in page and "Below Ltd" in page and queries.in_force()[0] == 0
    refused = client.post(reverse("manage:portfolio_thresholds_save"), PREVIEW | {"reason": ""})
    assert refused.status_code == 422 and "need a reason" in refused.content.decode()
    saved = client.post(reverse("manage:portfolio_thresholds_save"), PREVIEW | {"reason": "we promise more"})
    assert saved.status_code == 302 and queries.in_force()[0] == 1
    assert "we promise more" in body(client, "manage:portfolio_thresholds")
    assert "by thresholds version 1" in body(client, "manage:portfolio")
    malformed = "?" + "&".join(f"{name}={value}" for name, value in (PREVIEW | {"good": "x"}).items())
    assert "not a number that fits" in body(client, "manage:portfolio_thresholds", query=malformed, status=422)


def test_an_analyst_sees_the_lines_and_cannot_move_them(house: Portfolio, enter: Enter) -> None:
    client = enter("analyst")
    assert "Save these lines" not in body(client, "manage:portfolio_thresholds", query="?good=92")
    assert client.post(reverse("manage:portfolio_thresholds_save"), PREVIEW).status_code == 404
    assert client.get(reverse("manage:portfolio")).status_code == 200
    assert enter("north-agent").get(reverse("manage:portfolio")).status_code == 404


def test_a_regional_analyst_sees_the_region_and_its_money_alone(house: Portfolio, enter: Enter, now: datetime) -> None:
    organisation.grant_role(
        person_id=house.company.people["north-agent-2"], role=Role.ANALYST, unit_id=house.company.units["north"],
        since=SINCE, by=SYSTEM, at=now,
    )  # fmt: skip
    client = enter("north-agent-2")
    page = body(client, "manage:portfolio")
    assert "Model Ltd" in page and "At-risk Ltd" not in page
    assert re.findall(r'hd-fig-value">([^<]+)<', page)[3] == "9.7\u00a0M\u00a0KES"
    assert client.get(reverse("manage:portfolio_customer", args=[house.accounts["at-risk"]])).status_code == 404
    shown = client.post(
        reverse("manage:portfolio_decision", args=[house.accounts["at-risk"]]), {"choice": "prune", "reason": "x"}
    )
    assert shown.status_code == 404 and not Decision.objects.exists()


@pytest.mark.feature("PO-7", part="page: a decision from proposal to review by two people")
def test_a_decision_goes_through_the_pages_of_two_people(house: Portfolio, enter: Enter, now: datetime) -> None:
    account = house.accounts["dangling"]
    analyst, board = enter("analyst"), enter("board")
    url = reverse("manage:portfolio_decision", args=[account])
    assert analyst.post(url, {"choice": "prune", "reason": ""}).status_code == 422
    assert analyst.post(url, {"choice": "prune", "reason": "too dear"}).status_code == 302
    made = Decision.objects.get()
    assert "Approve</button>" not in body(analyst, "manage:portfolio_customer", account)
    page = body(board, "manage:portfolio_customer", account)
    assert "Approve</button>" in page and "too dear" in page and "What they said" not in page
    assert board.post(reverse("manage:portfolio_settle", args=[made.id]), {"approve": "yes"}).status_code == 302
    assert Decision.objects.get().state == "approved"
    answered = analyst.post(reverse("manage:portfolio_review", args=[made.id]), {"review": "we were right"})
    assert answered.status_code == 302 and Decision.objects.get().review == "we were right"


def test_a_play_and_a_potential_are_kept_and_what_is_malformed_is_said(
    house: Portfolio, enter: Enter, now: datetime
) -> None:
    account, client = house.accounts["at-risk"], enter("leader")
    potential = reverse("manage:portfolio_potential", args=[account])
    refused = client.post(potential, {"amount": "much", "confidence": "firm", "basis": "x"})
    assert refused.status_code == 422 and "not a number that fits" in refused.content.decode()
    client.post(potential, {"amount": "12000.50", "confidence": "firm", "basis": "their budget"})
    assert Potential.objects.get().amount_minor == 1_200_050
    owner, day = house.company.people["leader"], (now + timedelta(days=2)).date()
    client.post(
        reverse("manage:portfolio_play", args=[account]), {"title": "Call", "owner": str(owner), "due": day.isoformat()}
    )
    made = Play.objects.get()
    assert "Call" in body(client, "manage:portfolio_focus")
    client.post(reverse("manage:portfolio_play_end", args=[made.id]), {"ending": "done", "result": "They stay"})
    assert Play.objects.get().result == "They stay"


def test_moves_show_count_money_and_share_with_its_interval(house: Portfolio, enter: Enter) -> None:
    client = enter("leader")
    page = body(client, "manage:portfolio_moves", query="?before=2025-12-01&after=2026-03-01")
    assert "At-risk Ltd" in page and "4.4\u00a0M\u00a0KES" in page
    assert "No customer that was heard from has left" in page
    assert body(client, "manage:portfolio_moves", query="?before=2026-03-01&after=2025-12-01", status=409)
    assert body(client, "manage:portfolio_moves", query="?before=2020-01-01", status=404)


def test_before_the_first_reckoning_the_pages_say_why_they_are_empty(
    company: Company, now: datetime, enter: Enter
) -> None:
    client = enter("leader")
    for route in ("manage:portfolio", "manage:portfolio_focus", "manage:portfolio_moves"):
        assert "hd-empty" in body(client, route)
    assert "Version 0" in body(client, "manage:portfolio_thresholds")
    portfolio_book(company, now)
    operations.stand(as_of=now.date(), by=SYSTEM, at=now)
    assert "Not two closed months yet" in body(client, "manage:portfolio_moves")


def test_the_account_page_shows_the_state_to_who_may_see_it(house: Portfolio, enter: Enter) -> None:
    account = house.accounts["at-risk"]
    assert "hd-state-at_risk" in body(enter("leader"), "manage:customer", account)
    assert "hd-state-at_risk" not in body(enter("south-agent"), "manage:customer", account)


@pytest.mark.parametrize(("state", "rows"), [("at_risk", 1), ("growth", 3)])
def test_lists_ask_the_same_number_of_questions_with_one_row_and_with_three(
    company: Company, now: datetime, enter: Enter, state: str, rows: int
) -> None:
    house = reckoned(company, now)
    if rows == 3:
        from heedful.domain.portfolio.models import Standing

        Standing.objects.filter(account_id=house.accounts["model"]).update(state="growth")
    client = enter("leader")
    url = reverse("manage:portfolio") + f"?state={state}"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(url).content.decode()
    assert page.partition("<tbody>")[2].count("data-row") == rows
    assert len(asked) == 19
