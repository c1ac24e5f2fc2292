"""Guidance through page, API and command line; the case page shows what held on the day of the case."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.communication import operations as communication
from heedful.domain.guidance import queries
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse.refresh import refresh
from heedful.workflows import cascade
from tests.factories.cascades import begun, put_out, words
from tests.factories.company import Company
from tests.factories.journeys import contacts, mapped
from tests.trust.matrix import key_of

Call = Callable[..., Any]
BACK = timedelta(days=30)


def signed_in(company: Company, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


@pytest.fixture
def house(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A partner with contacts, and an announcement to everybody whose second version came a week ago."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    mapped(now - BACK)
    contacts(company, [{"unit": "courier", "started_at": now - timedelta(days=1)}], now)
    everybody = communication.add_audience(
        code="all", name="Everybody", unit_ids=[company.units["root"]], by=company.actor("leader"), at=now - BACK
    )
    held = begun(company, now - BACK, "doors", audience_id=everybody.id)
    for days, text in ((30, "Ring once."), (7, "Ring twice.")):
        at = now - timedelta(days=days)
        soon = at + timedelta(hours=1)
        told = words(title="At the door", what_changes=text, what_to_say=text)
        put_out(company, held, at, text=told, effective_at=soon, head_start_hours=0)
        cascade.keep(by=SYSTEM, at=at + timedelta(hours=2))
    refresh(at=now)
    return company


@pytest.fixture
def call(house: Company, now: datetime) -> Call:
    keys = {role: key_of(house, role, now) for role in (Role.CX_LEADER, Role.PARTNER, Role.BOARD)}

    def asked(method: str, path: str, given: object = None, role: Role = Role.CX_LEADER) -> Any:
        sent = json.dumps(given, default=str).encode() if given is not None else b""
        headers = {"Authorization": f"Bearer {keys[role]}"}
        return Client().generic(method, f"/api/v1/guidance{path}", sent, "application/json", headers=headers)

    return asked


def test_a_guideline_is_bound_seen_and_red_through_every_door(
    house: Company, call: Call, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    leader, partner = signed_in(house, "leader"), signed_in(house, "partner")
    page = leader.get("/explain/guidance/")
    assert "Delivery" in page.content.decode() and page.context["bare"] == ["Call", "Delivery"]
    announcement = page.context["announcements"].get().id
    form = {"kind": "guideline", "announcement": str(announcement)}
    refused = leader.post("/explain/guidance/bind/", form)
    assert refused.status_code == 422 and "touchpoints" in refused.content.decode().lower()
    assert leader.post("/explain/guidance/bind/", form | {"touchpoints": ["delivery"]}).status_code == 302
    assert partner.post("/explain/guidance/bind/", form | {"touchpoints": ["delivery"]}).status_code == 404
    main(["guidance", "bind", "guideline", "doors", "--touchpoint", "delivery", "--by", "leader@simba.example"])
    (line,) = [each for each in call("GET", "/teams").json() if each["outsourced"]]
    assert (line["standing"], line["red"], line["acknowledged"]) == ("not_acknowledged", True, 0)
    shown = partner.get("/explain/guidance/").content.decode()
    assert "Not acknowledged" in shown and "Kasi Couriers" in shown and "Mombasa" not in shown
    capsys.readouterr()
    main(["guidance", "teams", "--by", "partner@simba.example"])
    (told,) = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert (told["unit"], told["red"]) == ("Kasi Couriers", True)
    (listed,) = call("GET", "", role=Role.PARTNER).json()
    assert (listed["title"], listed["version"], listed["where"]) == ("At the door", 2, ["Delivery"])
    told = call("GET", f"/{listed['id']}", role=Role.PARTNER).json()
    assert told["words"]["en"]["say"] == "Ring twice."
    before = (now - timedelta(days=9)).isoformat().replace("+00:00", "Z")
    assert call("GET", f"/{listed['id']}?at={before}").json()["words"]["en"]["say"] == "Ring once."
    assert "Ring twice." in partner.get(f"/explain/guidance/{listed['id']}/").content.decode()
    assert call("GET", "", role=Role.BOARD).status_code == 403
    assert call("GET", "/gaps").json() == {"touchpoints": ["Call"], "steps": []}
    assert call("GET", "/gaps", role=Role.PARTNER).status_code == 403
    main(["guidance", "list"])
    assert "At the door: Delivery" in capsys.readouterr().out


@pytest.mark.feature("JO-9", part="the page of a case shows the version in force on the day of the case")
def test_the_case_page_shows_what_held_on_its_day(house: Company, call: Call, now: datetime) -> None:
    announcement = signed_in(house, "leader").get("/explain/guidance/").context["announcements"].get().id
    steps = [{"journey": "order-to-door", "step": "deliver"}]
    made = call("POST", "", {"kind": "procedure", "announcement": announcement, "steps": steps})
    assert made.status_code == 201
    agent = signed_in(house, "north-agent")
    for days, expected in ((2, "Ring twice."), (9, "Ring once."), (40, None)):
        received = now - timedelta(days=days)
        opened = cases.open_case(
            matter=cases.Matter(
                kind=CaseKind.COMPLAINT, subject="The bell", channel="web", received_at=received,
                unit_id=house.units["north-desk"], touchpoint_id=house.touchpoints["delivery"],
            ),
            by=SYSTEM,
            at=received,
        )  # fmt: skip
        response = agent.get(f"/desk/cases/{opened.id}/")
        page = response.content.decode()
        assert ("How it was to be done on" in page) is (expected is not None)
        found = [each.words["en"].what_to_say for each in response.context["guided"]]
        assert found == ([expected] if expected else [])


def test_channels_and_outcomes_are_kept_and_their_gaps_named(
    house: Company, call: Call, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leader = signed_in(house, "leader")
    owner = str(house.people["leader"])
    assert {each["channel"]: each["gaps"][0] for each in call("GET", "/channels").json()} == {"delivery": "no purpose"}
    told = {"channel": "delivery", "why": "We bring it", "for_whom": "everybody", "owner": owner}
    assert leader.post("/explain/guidance/state/channel/", told).status_code == 302
    assert leader.post("/explain/guidance/state/channel/", told | {"channel": "smoke"}).status_code == 422
    assert leader.post("/explain/guidance/state/dance/", told).status_code == 404
    assert "no standard" in leader.get("/explain/guidance/channels/").content.decode()
    assert call("POST", "/channels", told, Role.PARTNER).status_code == 403
    path = tmp_path / "channel.json"
    path.write_text(json.dumps({"channel": "web", "why": "x", "owner": "leader@simba.example"}))
    assert main(["guidance", "channel", str(path), "--by", "leader@simba.example"]) == 0
    path.write_text(json.dumps({"channel": "smoke"}))
    assert main(["guidance", "channel", str(path)]) == 2
    page = leader.get("/explain/guidance/responsibilities/")
    assert "2 departments of the tree, 2 without" in page.content.decode()
    north = {"unit": str(house.units["north"]), "outcome": "On time", "owner": owner}
    assert leader.post("/explain/guidance/state/outcome/", north).status_code == 302
    assert leader.post("/explain/guidance/state/outcome/", north).status_code == 422
    assert call("POST", "/outcomes", north | {"unit": str(house.units["south"])}).status_code == 201
    assert [each["gap"] for each in call("GET", "/outcomes").json()] == [False, False]
    held = queries.departments(house.actor("leader"), now.date())[0].outcomes[0].id
    assert leader.post("/explain/guidance/state/end/", {"responsibility": str(held)}).status_code == 302
    assert call("DELETE", f"/outcomes/{held}").status_code == 404
    capsys.readouterr()
    assert main(["guidance", "gaps"]) == 1
    said = capsys.readouterr().out
    assert "department Mombasa: answers for no outcome" in said and "channel delivery: no standard" in said
    common = ["--owner", "leader@simba.example", "--by", "leader@simba.example"]
    assert main(["guidance", "outcome", "north", "On time", *common]) == 0
    assert main(["guidance", "bind", "procedure", "doors", "--step", "a/b/c"]) == 2
    assert main(["guidance", "bind", "procedure", "none", "--step", "a/b"]) == 2
