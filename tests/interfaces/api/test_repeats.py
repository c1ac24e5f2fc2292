"""A write that is sent again has one effect and one answer, whatever became of the first."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from heedful.domain.feedback.models import Submission
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.repeats import operations as repeats
from heedful.foundation.repeats.models import Call
from heedful.foundation.webhooks.models import Endpoint
from heedful.workflows import inner_loop
from tests.factories.company import Company

Send = Callable[..., Any]
WISH = {"kind": "wish", "body": "Open on Sundays."}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, company: Company) -> list[timedelta]:
    """A clock that is moved by hand."""
    from django.utils import timezone

    passed = [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: company.at + sum(passed, timedelta()))
    return passed


def sender(company: Company, role: Role = Role.CX_LEADER) -> Send:
    unit = company.units["root"]
    secret = organisation.issue_key(name="t", role=role, unit_id=unit, scope=KeyScope.WRITE, by=SYSTEM, at=company.at)

    def send(body: Any, key: str | None = "key-1", path: str = "/feedback", number: int | None = None) -> Any:
        headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key is not None else {})
        sent = json.dumps({**body, "submission_id": f"s{number}"} if number is not None else body)
        return Client(raise_request_exception=False).post(f"/api/v1{path}", sent, "application/json", headers=headers)

    return send


@pytest.mark.django_db
def test_the_same_key_has_one_effect_and_one_answer(company: Company) -> None:
    send = sender(company)
    first, again = send(WISH, number=1), send(WISH, number=1)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 201
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_negative_control_without_a_key_the_answer_is_another(company: Company) -> None:
    send = sender(company)
    assert [send(WISH, key=None, number=1).status_code for _ in range(2)] == [201, 200]


@pytest.mark.django_db
def test_a_refusal_is_repeated_too(company: Company) -> None:
    send = sender(company)
    first, again = send({"kind": "rant"}), send({"kind": "rant"})
    assert first.status_code == again.status_code == 422
    assert first.content == again.content
    assert again["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_the_same_key_with_something_else_is_refused(company: Company) -> None:
    send = sender(company)
    send(WISH, number=1)
    other = send(WISH, number=2)
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_its_callers_own_and_says_nothing_to_others(company: Company) -> None:
    sender(company)(WISH, number=1)
    assert sender(company)(WISH, number=2).status_code == 201
    refused = Client().post("/api/v1/feedback", "{}", "application/json", headers={"Idempotency-Key": "key-1"})
    assert refused.status_code == 401
    assert sender(company, Role.BOARD)(WISH, number=3).status_code == 403


@pytest.mark.django_db
def test_after_a_day_the_key_is_free(company: Company, clock: list[timedelta]) -> None:
    send = sender(company)
    send(WISH, number=1)
    clock.append(timedelta(hours=23, minutes=59))
    assert send(WISH, number=1).status_code == 201
    clock.append(timedelta(minutes=1))
    assert send(WISH, number=2).status_code == 201
    assert repeats.forget(at=company.at + timedelta(days=3)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(company: Company, key: str) -> None:
    assert sender(company)(WISH, key=key, number=1).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_an_error_keeps_neither_effect_nor_answer(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    send, real = sender(company), inner_loop.follow_up

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("the power went")

    monkeypatch.setattr(inner_loop, "follow_up", broken)
    assert send(WISH, number=1).status_code == 500
    assert not Submission.objects.exists()
    assert not Call.objects.exists()
    monkeypatch.setattr(inner_loop, "follow_up", real)
    assert send(WISH, number=1).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_the_second_is_a_conflict(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    send, real = sender(company), inner_loop.receive_feedback
    runs, goes_on, statuses = threading.Event(), threading.Event(), []

    def slow(**told: Any) -> Any:
        runs.set()
        goes_on.wait(10)
        return real(**told)

    def first() -> None:
        statuses.append(send(WISH, number=1).status_code)
        connection.close()

    monkeypatch.setattr(inner_loop, "receive_feedback", slow)
    thread = threading.Thread(target=first)
    if connection.vendor == "sqlite":  # one writer at a time: the second would wait for the first instead
        repeats.begin(caller="api_key other", key="key-1", said=b"x", at=company.at)
        with pytest.raises(repeats.Conflict):
            repeats.begin(caller="api_key other", key="key-1", said=b"x", at=company.at)
        goes_on.set()
    thread.start()
    assert runs.wait(10)
    if connection.vendor != "sqlite":
        assert send(WISH, number=1).status_code == 409
    goes_on.set()
    thread.join()
    assert statuses == [201]
    assert send(WISH, number=1).status_code == 201
    assert Submission.objects.count() == 1


@pytest.mark.django_db
def test_a_call_whose_process_died_may_be_made_again(company: Company) -> None:
    def begin(minutes: int) -> Call | None:
        return repeats.begin(caller="c", key="k", said=b"x", at=company.at + timedelta(minutes=minutes))

    assert begin(0) is None
    with pytest.raises(repeats.Conflict):
        begin(4)
    assert begin(5) is None


@pytest.mark.django_db
def test_a_secret_is_not_kept(company: Company) -> None:
    send = sender(company, Role.ADMIN)
    body = {"url": "https://hook.example/", "kinds": ["case.opened"]}
    assert send(body, path="/webhooks").status_code == 201
    again = send(body, path="/webhooks")
    assert again.status_code == 409
    assert "whsec_" not in Call.objects.get().body
    assert Endpoint.objects.count() == 1
