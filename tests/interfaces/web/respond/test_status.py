"""The customer's page of their case."""

from datetime import timedelta

import pytest
from django.test import Client

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import CaseState
from heedful.domain.cases.models import Case, Event
from heedful.foundation.audit.models import AuditRow
from tests.domain.cases.conftest import OpenCase, house, opened
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import standing_clock

__all__ = ["house", "opened", "standing_clock"]


def url(case: Case) -> str:
    return f"/r/case/{queries.status_token(case.id)}/"


def answered(case: Case, house: Company) -> None:
    agent, at = house.actor("north-agent"), house.at
    cases.acknowledge(case_id=case.id, by=agent, at=at)
    cases.begin(case_id=case.id, impact="x", by=agent, at=at)
    cases.propose(case_id=case.id, answer="A new one comes today.", findings="van", by=agent, at=at)


@pytest.mark.feature("CA-2", part="status page for the customer")
def test_it_says_where_the_case_stands_and_what_comes_next(house: Company, opened: OpenCase) -> None:
    case, client = opened(), Client()
    cases.note(case_id=case.id, body="internal gossip", by=house.actor("north-agent"), at=house.at)
    html = client.get(url(case)).content.decode()
    assert "We have received your message." in html
    assert "A colleague will confirm your message by" in html
    assert "It is a week late." in html
    assert "gossip" not in html
    assert "<script" not in html
    late = opened(house.at - timedelta(days=30), contact_id=None)
    assert "and are late. We are sorry." in client.get(url(late)).content.decode()


def test_it_says_what_is_awaited(house: Company, opened: OpenCase) -> None:
    case, agent = opened(), house.actor("north-agent")
    cases.acknowledge(case_id=case.id, by=agent, at=house.at)
    cases.begin(case_id=case.id, impact="x", by=agent, at=house.at)
    cases.wait_on_customer(case_id=case.id, why="a photo of the box", by=agent, at=house.at)
    assert "What we need:</strong> a photo of the box" in Client().get(url(case)).content.decode()
    Client().post(url(case), {"action": "message", "words": "here"})
    assert Case.objects.get().state == CaseState.WORKING


@pytest.mark.trust(1)
def test_opening_the_link_changes_nothing(house: Company, opened: OpenCase) -> None:
    case = opened()
    answered(case, house)
    before = (AuditRow.objects.count(), Event.objects.count(), Case.objects.values().get())
    for _ in range(20):
        assert Client().get(url(case)).status_code == 200
        assert Client().head(url(case)).status_code == 200
        assert Client().get(url(case) + "?action=solved").status_code == 200
    assert (AuditRow.objects.count(), Event.objects.count(), Case.objects.values().get()) == before


def test_the_customer_says_it_is_solved(house: Company, opened: OpenCase) -> None:
    case, client = opened(), Client()
    answered(case, house)
    assert "Does this solve it?" in client.get(url(case)).content.decode()
    assert client.post(url(case), {"action": "solved"}).status_code == 303
    kept = Case.objects.get()
    assert (kept.state, kept.episodes.get().confirmed_by) == (CaseState.ACCEPTED, "customer")
    assert client.post(url(case), {"action": "solved"}).status_code == 422


def test_the_customer_says_it_is_not_solved_before_and_after_closing(house: Company, opened: OpenCase) -> None:
    case, client = opened(), Client()
    answered(case, house)
    assert client.post(url(case), {"action": "not_solved", "words": "Still broken"}).status_code == 303
    assert Case.objects.get().state == CaseState.REFUSED
    agent, at = house.actor("north-agent"), house.at
    cases.go_external(case_id=case.id, body_name="x", by=agent, at=at)
    cases.close(case_id=case.id, outcome="upheld", reason="x", without_steps="x", by=agent, at=at)  # type: ignore[arg-type]
    assert client.post(url(case), {"action": "not_solved", "words": "Broken again"}).status_code == 303
    assert (Case.objects.get().state, case.episodes.count()) == (CaseState.REOPENED, 2)
    html = client.get(url(case)).content.decode()
    assert "Still broken" in html
    assert "Broken again" in html


def test_the_customer_adds_something(house: Company, opened: OpenCase) -> None:
    case, client = opened(), Client()
    assert client.post(url(case), {"action": "message", "words": "Photo <b>sent</b>"}).status_code == 303
    assert "Photo &lt;b&gt;sent&lt;/b&gt;" in client.get(url(case)).content.decode()
    empty = client.post(url(case), {"action": "message", "words": " "})
    assert (empty.status_code, "There are no words" in empty.content.decode()) == (422, True)
    assert client.post(url(case), {"action": "dance", "words": "x"}).status_code == 422
    assert client.delete(url(case)).status_code == 405


def test_a_wrong_link_looks_like_no_page_at_all(house: Company, opened: OpenCase) -> None:
    opened()
    assert Client().get(f"/r/case/{'0' * 64}/").status_code == 404
    assert Client().post(f"/r/case/{'0' * 64}/", {"action": "solved"}).status_code == 404


def test_a_post_needs_the_pages_own_form(house: Company, opened: OpenCase) -> None:
    case = opened()
    answered(case, house)
    assert Client(enforce_csrf_checks=True).post(url(case), {"action": "solved"}).status_code == 403
    assert Case.objects.get().state == CaseState.PROPOSED
