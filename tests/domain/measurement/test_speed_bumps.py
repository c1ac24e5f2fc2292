"""Speed bumps of a journey from its contacts, transfers, other hands and exemptions; the register."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.journeys import operations, queries
from heedful.domain.measurement.queries import speed_bumps
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.interfaces.cli.__main__ import main
from tests.factories import leeway
from tests.factories.company import Company
from tests.factories.journeys import contacts, mapped
from tests.trust.matrix import key_of

SINCE, UNTIL = date(2026, 2, 1), date(2026, 3, 1)
FEBRUARY = datetime.fromisoformat("2026-02-01T09:00:00+00:00")


def house(company: Company, now: datetime) -> None:
    """Thirty-two passages: a call, then a delivery; every fourth delivery comes a second time by other hands."""
    mapped(now - timedelta(days=60))
    told: list[dict[str, Any]] = []
    for n in range(32):
        at, account = FEBRUARY + timedelta(hours=20 * (n // 2), minutes=n), f"A-{1 + n % 2}"
        told.append({"touchpoint": "call", "account": account, "started_at": at, "transfers": int(n == 7)})
        own = {"account": account, "ended_at": at + timedelta(minutes=70), "started_at": at + timedelta(minutes=60)}
        told.append(own)
        if n % 4 == 0:
            more = {"started_at": at + timedelta(minutes=90), "ended_at": at + timedelta(minutes=100)}
            told.append(own | more | {"unit": "courier"})
    contacts(company, told, now)
    fee = leeway.clauses(company, now - timedelta(days=90))["fee"]
    leeway.granted(company, fee, now - timedelta(days=90))
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Fee", channel="web", received_at=FEBRUARY,
        touchpoint_id=company.touchpoints["delivery"], unit_id=company.units["north-desk"],
        account_id=company.accounts["A-1"],
    )  # fmt: skip
    opened = cases.open_case(matter=matter, by=SYSTEM, at=FEBRUARY)
    agent = company.actor("north-agent")
    for verb in (cases.take, cases.acknowledge):
        verb(case_id=opened.id, by=agent, at=FEBRUARY)
    cases.exempt(case_id=opened.id, bent=leeway.bent(fee, 30_000), by=agent, at=FEBRUARY + timedelta(days=1))


def test_a_journey_shows_where_people_step_in_and_what_it_takes(company: Company, now: datetime) -> None:
    house(company, now)
    first, second = speed_bumps(code="order-to-door", actor=company.actor("leader"), since=SINCE, until=UNTIL)
    assert (first.step.code, first.place, second.step.code, second.place) == ("deliver", 1, "confirm", None)
    assert (first.bump.contacts, first.bump.rework, first.bump.handoffs, first.bump.overrides) == (40, 8, 8, 1)
    assert (second.bump.contacts, second.bump.rework, second.bump.handoffs) == (32, 0, 1)
    usual = 1 / 32  # the lower of the two rates
    assert first.bump.excess == pytest.approx(17 - 40 * usual)
    assert first.bump.seconds == pytest.approx(600 * (17 - 40 * usual))
    assert first.share == 8 / 40 and first.low < 0.2 < first.high
    lead = speed_bumps(code="order-to-door", actor=company.actor("north-lead"), since=SINCE, until=UNTIL)
    assert [each.bump.rework for each in lead] == [0, 0], "the courier's contacts are not in reach"
    assert speed_bumps(code="order-to-door", actor=company.actor("south-lead"), since=SINCE, until=UNTIL) == []


def test_the_register_has_an_owner_and_a_day_through_every_door(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    house(company, now)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    address, owner = "/manage/journeys/maps/order-to-door/bumps/", str(company.people["north-lead"])
    form = {"step": "deliver", "what": "No bell at the gate", "owner": owner, "remove_by": "2026-04-30"}
    assert client.post(f"{address}register/", form).status_code == 302
    assert client.post(f"{address}register/", form | {"remove_by": "2026-03-01"}).status_code == 422
    assert client.post(f"{address}register/", form | {"what": ""}).status_code == 422
    assert client.post(f"{address}dance/", form).status_code == 404
    secret = key_of(company, Role.CX_LEADER, now)

    def call(method: str, path: str, given: object = None) -> Any:
        sent = json.dumps(given).encode() if given else b""
        headers = {"Authorization": f"Bearer {secret}"}
        return Client().generic(method, f"/api/v1/journeys{path}", sent, "application/json", headers=headers)

    moved = form | {"remove_by": "2026-05-31"}
    held = call("POST", "/order-to-door/bumps", moved).json()["id"]
    listed = call("GET", "/order-to-door/bumps?since=2026-02-01&until=2026-03-01").json()
    assert (listed[0]["step"], listed[0]["rank"], listed[0]["remove_by"]) == ("deliver", 1, "2026-05-31")
    assert len(queries.register()) == 1
    capsys.readouterr()
    main(["journey", "bumps", "order-to-door", "--since", "2026-02", "--until", "2026-02"])
    said = json.loads(capsys.readouterr().out.splitlines()[0])
    assert {name: listed[0][name] for name in said} == said
    page = client.get(f"{address}?since=2026-02&until=2026-02").content.decode()
    assert "No bell at the gate" in page and page.index("Deliver") < page.index("Confirm") and "31 May 2026" in page
    assert client.post(f"{address}remove/", {"bump": held}).status_code == 302
    assert call("DELETE", f"/bumps/{held}").status_code == 404 and not queries.register()
    with pytest.raises(Denied):
        operations.remove_bump(bump_id=company.people["leader"], by=company.actor("north-lead"), at=now)
    with pytest.raises(NotFound):
        operations.remove_bump(bump_id=company.people["leader"], by=SYSTEM, at=now)
    told: dict[str, Any] = {"journey": "order-to-door", "owner_id": company.people["leader"], "by": SYSTEM, "at": now}
    for wrong in ({"step": "none", "what": "x"}, {"step": "deliver", "what": " "}):
        with pytest.raises(Refused):
            operations.register_bump(**told, **wrong, remove_by=date(2026, 9, 1))
