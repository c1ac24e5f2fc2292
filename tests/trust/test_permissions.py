"""Nobody reads across units: routes x roles x scopes, generated, with 404 outside (trust 8)."""

import importlib
from datetime import date, datetime

import pytest
from django.db.models import Q
from django.test import Client

from heedful.domain.measurement import operations
from heedful.domain.measurement.enums import PeriodKind
from heedful.foundation.access import Actor, Permission, Role
from tests.factories.company import Company
from tests.trust import matrix


def test_every_address_says_who_may_open_it() -> None:
    unmarked = [address for address, access in matrix.web_routes() if access is None]
    assert unmarked == [], "wrap these in page(), staff() or public()"


@pytest.mark.trust(8)
@pytest.mark.feature("X-3", part="permission matrix of pages generated and checked on every route")
@pytest.mark.django_db
def test_no_page_is_open_to_who_may_not_see_it(company: Company, now: datetime) -> None:
    count, wrong = matrix.unexpected(company, matrix.build(company, now))
    assert count > 500
    assert wrong == []


@pytest.mark.trust(8)
@pytest.mark.feature("X-3", part="permission matrix of the API generated and checked on every operation")
@pytest.mark.django_db
def test_no_call_is_open_to_who_may_not_make_it(company: Company, now: datetime) -> None:
    count, wrong = matrix.api_unexpected(company, matrix.build(company, now), now)
    assert count > 300
    assert wrong == []


def _everything(_field: str, _actor: Actor, _permission: Permission) -> Q:
    return Q()


@pytest.mark.trust(8)
@pytest.mark.django_db
@pytest.mark.parametrize("module", ["heedful.domain.cases.queries.queue", "heedful.domain.feedback.queries"])
def test_negative_control_one_query_without_its_scope_is_found(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    objects = matrix.build(company, now)
    monkeypatch.setattr(importlib.import_module(module), "within", _everything)
    _, wrong = matrix.unexpected(company, objects, first=True)
    assert wrong


@pytest.mark.trust(8)
@pytest.mark.feature("X-3", part="writes of the API are bound to the caller's reach")
@pytest.mark.django_db
def test_no_write_reaches_into_another_unit(company: Company, now: datetime) -> None:
    objects = matrix.build(company, now)
    keys = {role: matrix.key_of(company, role, now) for role in (Role.AGENT, Role.TEAM_LEADER, Role.PARTNER)}
    south, other = str(company.units["south-desk"]), objects.other
    period = operations.open_period(kind=PeriodKind.MONTH, day=date(2026, 2, 1), by=company.actor("leader"), at=now)
    revenue = {"source": "x", "month": "2026-02-01", "currency": "KES", "control_minor": 0, "lines": []}
    potential = {"amount_minor": 5, "confidence": "firm", "basis": "x"}
    case = {"kind": "complaint", "subject": "x"}
    told = {"submission_id": "x", "kind": "complaint", "body": "x"}
    attempts = [
        ("/cases", case | {"unit": south}),
        ("/cases", case | {"account": str(other["account_id"])}),
        ("/cases", case | {"contact": str(company.contacts["A-2"])}),
        (f"/cases/{other['case_id']}/acts", {"verb": "note", "text": "x"}),
        (f"/cases/{other['case_id']}/acts", {"verb": "take"}),
        ("/feedback", told | {"unit": south}),
        ("/feedback", told | {"contact": "A-2"}),
        ("/feedback", told | {"account": "A-2"}),
        ("/feedback", told),
        ("/customers", {"code": "N", "name": "x", "unit": south}),
        ("/customers", {"code": "N", "name": "x"}),
        ("/customers/revenue", revenue),
        (f"/portfolio/customers/{other['customer_id']}/decisions", {"choice": "prune", "reason": "x"}),
        (f"/portfolio/customers/{other['customer_id']}/potential", potential),
        ("/portfolio/thresholds", {"good": 80, "reason": "x"}),
        ("/surveys", {"code": "x", "title": "x", "unit": south}),
        (f"/periods/{period.id}/begin", {}),
        (f"/periods/{period.id}/sign", {}),
        (f"/periods/{period.id}/anything", {}),
    ]
    for role, secret in keys.items():
        for path, body in attempts:
            response = Client().post(
                f"/api/v1{path}", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
            )
            assert response.status_code in (403, 404, 422), (role, path, body, response.status_code)
            assert response.headers["Content-Type"].startswith("application/problem+json")
    own = Client().post(
        "/api/v1/feedback",
        told | {"unit": str(company.units["north-desk"])},
        content_type="application/json",
        headers={"Authorization": f"Bearer {keys[Role.AGENT]}"},
    )
    assert own.status_code == 201, "and in its own unit an agent's key writes"
