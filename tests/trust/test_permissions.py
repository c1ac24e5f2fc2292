"""Nobody reads across units: routes x roles x scopes, generated, with 404 outside (trust 8)."""

import importlib
from datetime import datetime

import pytest
from django.db.models import Q

from heedful.foundation.access import Actor, Permission
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
    _, wrong = matrix.unexpected(company, objects)
    assert wrong
