"""The REST API: who may call it, what refusals look like, and one figure whoever asks."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from heedful.domain.feedback.models import Submission
from heedful.domain.measurement import queries
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.domain.surveys import operations as surveys
from heedful.foundation.access import SYSTEM, Role
from tests.factories.company import Company
from tests.factories.loop import TODAY, Loop, loop

Call = Callable[..., Any]


@pytest.fixture
def house(db: None) -> Loop:
    return loop()


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: TODAY)


def key(company: Company, scope: KeyScope, role: Role = Role.CX_LEADER) -> str:
    """Issue a key for the whole company and return its secret."""
    return organisation.issue_key(
        name="test", unit_id=company.units["root"], role=role, scope=scope, by=SYSTEM, at=TODAY
    )


@pytest.fixture
def call(house: Loop) -> Call:
    """Give the function that calls the API with a writing key."""
    secret = key(house.company, KeyScope.WRITE)

    def asked(method: str, path: str, body: object = None, secret: str | None = secret) -> Any:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)

    return asked


COMPLAINT = {"submission_id": "s-1", "kind": "complaint", "body": "Late again.", "email": "juma@customer.example"}


def refused(response: Any, status: int) -> dict[str, Any]:
    """Return the problem document after looking at its shape."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == status
    assert said["title"] and said["detail"]
    return said


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"submission_id": ', "body"),
        ({"kind": "complaint"}, "submission_id"),
        ({**COMPLAINT, "kind": "rant"}, "kind"),
        ({**COMPLAINT, "unit": "Mombasa"}, "unit"),
        ({**COMPLAINT, "experienced_at": "yesterday"}, "experienced_at"),
        ({**COMPLAINT, "fields": [{"field_id": "q", "field_type": "nps", "value_number": "many"}]}, "value_number"),
        (
            {**COMPLAINT, "fields": [
                {"field_id": "q", "field_type": "nps", "value_number": 11, "scale_low": 0, "scale_high": 10}]},
            "q",
        ),
    ],
)  # fmt: skip
def test_bad_feedback_names_field_value_and_fix(call: Call, body: object, field: str) -> None:
    before = Submission.objects.count()
    response = call("POST", "/feedback", body)
    assert response.status_code in (400, 422)
    said = refused(response, response.status_code)
    if field != "body":
        assert any(field in str(each["field"]) for each in said["errors"]), said
        assert all(each["fix"] for each in said["errors"])
    assert Submission.objects.count() == before


def test_an_unknown_unit_is_a_problem_and_not_a_crash(call: Call) -> None:
    unknown = {**COMPLAINT, "unit": "00000000-0000-0000-0000-000000000001"}
    assert refused(call("POST", "/feedback", unknown), 404)["detail"]
    case = {"kind": "enquiry", "subject": "Opening hours", "words": "When?", "unit": unknown["unit"]}
    assert refused(call("POST", "/cases", case), 404)["detail"]


def test_answers_are_checked_and_a_closed_survey_takes_none(call: Call, house: Loop) -> None:
    path, answer = "/surveys/delivery-nps/responses", {"answers": {"nps": 7}, "idempotency_key": "k" * 20}
    wrong = refused(call("POST", path, {**answer, "answers": {"nps": 11}}), 422)
    assert "11" in json.dumps(wrong)
    assert call("POST", path, answer).status_code == 201
    assert call("POST", path, answer).status_code == 200
    surveys.close(version=house.version, by=SYSTEM, at=TODAY)
    refused(call("POST", path, {**answer, "idempotency_key": "l" * 20}), 404)


def test_the_same_submission_twice_is_one(call: Call) -> None:
    first, again = (call("POST", "/feedback", COMPLAINT) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["case"]
    assert Submission.objects.filter(submission_id__endswith=":s-1").count() == 1


def test_no_key_no_answer_and_a_reading_key_only_reads(call: Call, house: Loop) -> None:
    for secret in (None, "hdf_nonsense"):
        refused(call("GET", "/cases", secret=secret), 401)
    reading = key(house.company, KeyScope.READ)
    assert call("GET", "/cases", secret=reading).status_code == 200
    refused(call("POST", "/feedback", COMPLAINT, secret=reading), 403)
    assert not Submission.objects.filter(submission_id="s-1").exists()


@pytest.mark.feature("ME-1", part="API = CLI = query for random metrics and filters")
def test_one_figure_whoever_asks(call: Call, house: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    from heedful.interfaces.cli.__main__ import main

    chance, units = random.Random(3), house.company.units
    for _ in range(12):
        name = chance.choice([each.id for each in queries.metrics()])
        splits = ["", "month", *queries.splits_of(queries.definition_for(name))]
        group, unit = chance.choice(splits), chance.choice(["", "north", "south"]) if "unit" in splits else ""
        first, last = sorted(chance.sample(["2026-01", "2026-02", "2026-03", "2026-04"], 2))
        path = f"/metrics/{name}?since={first}-01&until={last}-01&group_by={group}"
        said = call("GET", path + (f"&unit={units[unit]}" if unit else "")).json()
        arguments = ["metric", name, "--since", first, "--until", last, "--by", group]
        assert main([*arguments, *(["--unit", unit] if unit else [])]) == 0
        printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert said == printed, (name, group, unit)
