"""Escalation by age, severity, money and second failure: each level hears of each cause once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind, RedressKind
from heedful.domain.cases.models import Case, Escalation
from heedful.foundation.access import SYSTEM
from heedful.foundation.notify.models import Notice
from heedful.interfaces.cli.__main__ import main
from heedful.interfaces.jobs import clocks
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company

MONDAY = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
Told = Callable[[Case], list[tuple[str, int, str]]]


@pytest.fixture
def told(house: Company) -> Told:
    """Give what says who heard of a case: cause, level, and the first colleague's name in the company."""
    names = {str(person): name for name, person in house.people.items()}

    def read(case: Case) -> list[tuple[str, int, str]]:
        rows = Escalation.objects.filter(episode__case=case).order_by("at", "level", "id")
        return [(each.cause, each.level, names[each.people[0]]) for each in rows]

    return read


def owned(house: Company, opened: OpenCase, at: datetime, **changes: object) -> Case:
    case = opened(at, **changes)
    cases.assign(case_id=case.id, owner_id=house.people["north-agent"], by=SYSTEM, at=at)
    return case


def redress(house: Company, case: Case, cost: int, at: datetime) -> None:
    cases.record_redress(
        case_id=case.id, kind=RedressKind.REFUND, value_minor=cost, cost_minor=cost, currency="KES",
        by=house.actor("north-agent"), at=at,
    )  # fmt: skip


@pytest.mark.feature("CA-3")
def test_age_severity_money_and_second_failure_each_tell_each_level_once(
    house: Company, opened: OpenCase, told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = {"contact_id": None, "account_id": None}
    old = owned(house, opened, MONDAY, **stranger)
    for day in (13, 14, 14, 20, 28, 28, 90, 91):
        clocks.age(MONDAY + day * DAY)
    by_age = [each for each in told(old) if each[0] == "age"]
    assert by_age == [("age", 1, "north-lead"), ("age", 2, "leader")]

    costly = owned(house, opened, MONDAY, **stranger)
    for cost in (99_999, 1, 5_000, 900_000, 900_000):  # 1,000 in all, then 10,000
        redress(house, costly, cost, MONDAY)
    assert told(costly) == [("money", 1, "north-lead"), ("money", 2, "leader")]

    severe = owned(house, opened, MONDAY, **stranger)
    cases.acknowledge(case_id=severe.id, by=house.actor("north-agent"), at=MONDAY)
    cases.begin(case_id=severe.id, safety=True, impact="sharp edge", by=house.actor("north-agent"), at=MONDAY)
    assert told(severe) == [("severity", 1, "north-lead")]

    owned(house, opened, MONDAY)
    second = opened(MONDAY + 364 * DAY)
    assert (second.second_failure, second.owner_id) == (True, house.people["north-lead"])
    assert told(second) == [("second_failure", 1, "leader")]
    cases.assign(case_id=second.id, owner_id=house.people["north-agent"], by=SYSTEM, at=MONDAY + 364 * DAY)
    redress(house, second, 100_000, MONDAY + 364 * DAY)
    clocks.age(MONDAY + 379 * DAY)
    assert told(second)[1:] == [("money", 2, "leader"), ("age", 2, "leader")]  # one level higher than a first failure
    cases.withdraw(case_id=second.id, reason="x", by=SYSTEM, at=MONDAY + 379 * DAY)
    assert not opened(MONDAY + 800 * DAY).second_failure

    monkeypatch.setattr(timezone, "now", lambda: MONDAY + 91 * DAY)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=house.users["north-lead"]))
    heard = [(each["cause"], each["level"]) for each in client.get(f"/api/v1/cases/{costly.id}").json()["escalations"]]
    assert heard == [("money", 1), ("money", 2), ("age", 1), ("age", 2)]
    assert "Told the next level: money" in client.get(f"/desk/cases/{costly.id}/").content.decode()
    assert main(["case", "show", costly.reference, "--by", "north-lead@simba.example"]) == 0
    assert [each["cause"] for each in json.loads(capsys.readouterr().out)["escalations"]] == [
        "money",
        "money",
        "age",
        "age",
    ]


def test_only_open_failures_grow_old(house: Company, opened: OpenCase, told: Told) -> None:
    question = owned(house, opened, MONDAY, kind=CaseKind.ENQUIRY)
    gone = owned(house, opened, MONDAY, contact_id=None, account_id=None)
    cases.withdraw(case_id=gone.id, reason="x", by=SYSTEM, at=MONDAY)
    before = Notice.objects.count()
    assert cases.escalate_aged(at=MONDAY + 90 * DAY) == 0
    assert told(question) == told(gone) == []
    assert Notice.objects.count() == before
