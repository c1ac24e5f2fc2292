"""Journeys through page, API and command line: the same bytes, the same numbers, the same refusals."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heedful.domain.journeys import queries
from heedful.domain.journeys.rules.map_file import read
from heedful.domain.measurement import queries as measurement
from heedful.foundation.access import Role
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.journeys import MAP, contacts, long_map, mapped
from tests.trust.matrix import key_of

Call = Callable[..., Any]
FILE = MAP + "# the end, without\ttabs – and with ünicode"
WINDOW = "?since=2026-01&until=2026-03"
DAYS = "since=2026-01-01&until=2026-04-01"
MAPS = "/manage/journeys/maps/order-to-door/"


@pytest.fixture(autouse=True)
def clock(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)


def signed_in(company: Company, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users[name]))
    return client


@pytest.fixture
def leader(company: Company) -> Client:
    return signed_in(company, "leader")


@pytest.fixture
def call(company: Company, now: datetime) -> Call:
    keys = {role: key_of(company, role, now) for role in (Role.CX_LEADER, Role.ANALYST, Role.AGENT, Role.PARTNER)}

    def asked(method: str, path: str, given: object = None, role: Role = Role.CX_LEADER) -> Any:
        sent = json.dumps(given).encode() if given is not None else b""
        headers = {"Authorization": f"Bearer {keys[role]}"}
        return Client().generic(method, f"/api/v1/journeys{path}", sent, "application/json", headers=headers)

    return asked


def export(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    capfdbinary.readouterr()
    assert main(["journey", "export", "order-to-door"]) == 0
    return capfdbinary.readouterr().out


STATED = {
    "code": "at-once", "name": "At once", "touchpoint": "call", "measure": "first_contact_resolved", "share": 75,
    "why": "asked for",
}  # fmt: skip


@pytest.mark.feature("JO-1", part="round trip file -> command, API and page -> file, byte for byte; edits in the page")
def test_a_file_goes_through_every_door_and_comes_out_byte_for_byte(
    company: Company, leader: Client, call: Call, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "map.yaml"
    path.write_bytes(FILE.encode())
    assert main(["journey", "import", str(path), "--by", "leader@simba.example", "--why", "agreed"]) == 0
    assert export(tmp_path, capfdbinary) == FILE.encode()
    page = leader.get(f"{MAPS}edit/?step=confirm")
    form = page.context["values"] | {"act": "change", "step": "confirm", "version": "1"}
    leader.post(f"{MAPS}edit/save/", form)
    browser_text = page.context["text"].replace("\n", "\r\n")
    leader.post(f"{MAPS}edit/save/", {"act": "file", "version": "1", "text": browser_text})
    assert queries.version_of("order-to-door").n == 1, "saving what is there is no version"
    assert leader.get(f"{MAPS}journey.yaml").content == FILE.encode()
    for n, name in enumerate(("Confirm twice", "Confirm: mail with the day"), start=1):
        answer = leader.post(f"{MAPS}edit/save/", form | {"name": name, "version": str(n), "why": "tried"})
        assert answer.headers["Location"] == f"{MAPS}edit/?step=confirm"
    assert queries.version_of("order-to-door", 2).text == FILE.replace('"Confirm: mail with the day"', "Confirm twice")
    back = leader.get(f"{MAPS}journey.yaml").content
    assert back == FILE.replace('"Confirm: mail with the day"', "'Confirm: mail with the day'").encode()
    assert call("POST", "", {"text": FILE}).json() == {"code": "order-to-door", "version": 4}
    assert call("GET", "/order-to-door/file").content == FILE.encode()
    assert call("GET", "/order-to-door/file?version=3").content == back
    assert leader.get(f"{MAPS}journey.yaml?version=1").content == export(tmp_path, capfdbinary) == FILE.encode()
    shown = leader.get(f"{MAPS}versions/2/")
    assert b"+        name: Confirm twice" in shown.content and b"Leader" in shown.content


def test_the_page_draws_adds_moves_and_takes_out_steps(company: Company, leader: Client, now: datetime) -> None:
    mapped(now)

    def save(n: int, **given: str) -> Any:
        return leader.post(f"{MAPS}edit/save/", {"version": str(n), "step": "confirm", **given})

    step = {"code": "call", "name": "Call", "actor": "Order desk", "side": "front"}
    assert save(1, act="add", **step).status_code == 302
    assert save(2, act="up").status_code == 302
    assert save(3, act="stage", stage="care", stage_name="Care", **step | {"code": "thank"}).status_code == 302
    assert [each.code for each in queries.steps_of("order-to-door")] == [
        "confirm", "choose", "call", "pack", "deliver", "thank",
    ]  # fmt: skip
    assert save(4, act="down").status_code == 302
    assert save(5, act="remove").status_code == 302
    page = leader.get(MAPS).content.decode()
    assert "Line of visibility" in page and "Thank" not in page and page.index("Driver") < page.index("Depot")
    stale = save(3, act="remove")
    assert stale.status_code == 422 and "somebody else" in stale.content.decode()
    wrong = save(6, act="change", step="pack", name="Wrap", owner="nobody@simba.example")
    assert wrong.status_code == 422 and 'value="Wrap"' in wrong.content.decode(), "what was typed stays"
    assert save(6, act="dance").status_code == 404
    assert leader.post("/manage/journeys/maps/none/edit/save/", {"act": "up"}).status_code == 404
    broken = leader.post("/manage/journeys/new/", {"text": "journey: x", "why": ""})
    assert broken.status_code == 422 and "is missing" in broken.content.decode()
    assert leader.post("/manage/journeys/new/", {"text": MAP.replace("order-to-door", "other")}).status_code == 302
    assert {each.code for each in queries.maps()} == {"order-to-door", "other"}
    for name in ("north-lead", "analyst", "partner"):
        assert signed_in(company, name).post(f"{MAPS}edit/save/", {"act": "up", "version": "6"}).status_code == 404


@pytest.mark.feature("JO-1", part="a 200-step map: its page has bounded bytes and as few queries as one of 20 steps")
def test_a_map_of_200_steps_is_one_page_of_bounded_size(company: Company, leader: Client, now: datetime) -> None:
    counts = []
    for steps in (20, 200):
        mapped(now, long_map(steps))
        leader.get(f"/manage/journeys/maps/long/{WINDOW}")
        with CaptureQueriesContext(connection) as asked:
            page = leader.get(f"/manage/journeys/maps/long/{WINDOW}")
        assert page.content.count(b'class="jo-step"') == steps
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
    assert len(page.content) < 200_000


@pytest.mark.slow
@pytest.mark.feature("JO-1")
def test_a_200_step_file_comes_back_byte_for_byte_and_draws_within_a_second(
    company: Company, leader: Client, now: datetime
) -> None:
    text = long_map(200)
    mapped(now, text)
    where = "/manage/journeys/maps/long/"
    saved = leader.post(f"{where}edit/save/", {"act": "file", "version": "1", "text": text.replace("\n", "\r\n")})
    assert saved.status_code == 302
    assert leader.get(f"{where}journey.yaml").content == text.encode()
    leader.get(f"{where}{WINDOW}")
    begin = process_time()
    page = leader.get(f"{where}{WINDOW}")
    assert page.content.count(b'class="jo-step"') == 200
    assert process_time() - begin < 1


@pytest.mark.feature("JO-3", part="page, API and command give one number; few contacts have no colour")
def test_standards_are_one_number_in_page_api_and_command(
    company: Company, leader: Client, call: Call, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = datetime.fromisoformat("2026-02-03T09:00:00+00:00")
    told = [{"touchpoint": "call", "started_at": begin, "first_contact_resolved": n > 2} for n in range(12)]
    contacts(company, told, now)
    owner = str(company.people["leader"])
    mapped(now)
    form = STATED | {"owner": owner, "limit": ""}
    assert leader.post("/manage/journeys/standards/publish/", form | {"share": "0"}).status_code == 422
    assert leader.post("/manage/journeys/standards/publish/", form).status_code == 302
    assert call("POST", "/standards", STATED | {"owner": owner}, Role.ANALYST).status_code == 403
    refresh(at=now)
    assert call("GET", f"/standards?{DAYS}").json()[0]["attainment"]["n"] == 0, "earlier contacts keep their level"
    later = [each | {"started_at": now, "account": "A-2"} for each in told]
    for number, each in enumerate(later):
        each["ended_at"] = None
        _record(company, number, each, now)
    refresh(at=now)
    (given,) = call("GET", f"/standards?{DAYS}").json()
    assert (given["attainment"]["n"], given["attainment"]["estimate"], given["verdict"]) == (12, 75.0, "not certain")
    main(["journey", "standards", "--since", "2026-01", "--until", "2026-03"])
    assert json.loads(capsys.readouterr().out)["attainment"] == given["attainment"]
    low, high = (f"{given['attainment'][end]:.0f}" for end in ("low", "high"))
    for address in (
        f"/manage/journeys/standards/{WINDOW}",
        f"/manage/journeys/standards/of/at-once/{WINDOW}",
        f"{MAPS}{WINDOW}",
    ):
        page = leader.get(address).content.decode().replace("\u202f", " ").replace("\xa0", " ")
        assert "75 %" in page and f"{low} to {high}" in page and "n 12" in page
        assert "hd-word hd-bad" not in page and "hd-word hd-good" not in page
    assert page.count("Order desk") == 1
    rows = leader.get(f"/manage/journeys/standards/of/at-once/{WINDOW}").context["rows"]
    assert [measured for _, measured in rows].count("no") == 3 and len(rows) == 12
    assert signed_in(company, "south-lead").get(f"/manage/journeys/standards/of/at-once/{WINDOW}").context["rows"] == []
    path = tmp_path / "s.json"
    path.write_text(json.dumps(STATED | {"owner": "leader@simba.example", "share": 80}))
    later_on = main(["journey", "standard", str(path), "--by", "leader@simba.example"])
    assert later_on == 2 and "later version" in capsys.readouterr().err, "two levels cannot begin at one moment"
    for wrong in ({"measure": "smiles"}, {"owner": "nobody@simba.example"}):
        path.write_text(json.dumps(STATED | {"owner": "leader@simba.example"} | wrong))
        assert main(["journey", "standard", str(path)]) == 2
    assert call("DELETE", "/standards/none").status_code == 404


def _record(company: Company, number: int, told: dict[str, Any], now: datetime) -> None:
    from heedful.domain.journeys import operations
    from heedful.domain.journeys.enums import Channel
    from heedful.foundation.access import SYSTEM

    operations.record_interaction(
        told=operations.InteractionInput(
            source="later", source_ref=str(number), account_id=company.accounts["A-2"],
            touchpoint_id=company.touchpoints["call"], unit_id=company.units["north-desk"], channel=Channel.PHONE,
            started_at=told["started_at"], first_contact_resolved=told["first_contact_resolved"],
        ),
        by=SYSTEM,
        at=now,
    )  # fmt: skip


def test_the_opening_audit_is_one_count_and_keeps_nothing(
    leader: Client, call: Call, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "Agent: Your name?\nCustomer: Ali.\nAgent: I will help you.\n---\n" * 5
        + "[0:10] Agent: Hello.\nCustomer: No water."
    )
    given = call("POST", "/opening-audit", {"text": text}).json()
    assert (given["n"], given["mean"], [each["offered"] for each in given["conversations"]]) == (
        6, pytest.approx(5 / 6), [True] * 5 + [False],
    )  # fmt: skip
    path = tmp_path / "calls.txt"
    path.write_text(text)
    main(["journey", "opening", str(path)])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["questions"] for each in said[:-1]] == [1, 1, 1, 1, 1, 0] and said[-1]["low"] == given["low"]
    page = leader.post("/manage/journeys/opening/", {"text": text}).content.decode()
    assert "0.8" in page and "5 of 6" in page and "none offered" in page
    assert leader.post("/manage/journeys/opening/", {"text": "nothing said"}).status_code == 422
    assert leader.post("/manage/journeys/opening/", {"text": "x" * 400_001}).status_code == 422
    assert call("POST", "/opening-audit", {"text": text}, Role.PARTNER).status_code == 403


def test_points_and_scorecard_are_one_number_everywhere(
    company: Company, leader: Client, call: Call, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    mapped(now)
    begin = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
    contacts(
        company, [{"touchpoint": "call", "started_at": begin, "first_contact_resolved": n > 9} for n in range(40)], now
    )
    refresh(at=now)
    points = call("GET", f"/points?{DAYS}").json()
    assert [(each["step"], each["rank"], each["gap"]) for each in points] == [
        ("confirm", 1, "no standard"), ("deliver", None, "no standard"),
    ]  # fmt: skip
    assert points[0]["failed"]["estimate"] == 25.0
    main(["journey", "points", "--since", "2026-01", "--until", "2026-03"])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["step"], each["rank"]) for each in said] == [("confirm", 1), ("deliver", None)]
    page = leader.get(f"/manage/journeys/points/{WINDOW}").content.decode()
    assert "2 of 2 lack a standard" in page and page.index("Confirm") < page.index("Deliver") and "too few" in page
    assert signed_in(company, "north-lead").get("/manage/journeys/points/").status_code == 404
    card = call("GET", f"/order-to-door/scorecard?{DAYS}").json()
    expected = measurement.journey_scorecard(
        code="order-to-door", actor=company.actor("leader"), since=date(2026, 1, 1), until=date(2026, 4, 1), at=now
    )
    assert card["stages"] == json.loads(json.dumps(expected.records())) and card["rested"] == expected.rested == 1
    main(["journey", "scorecard", "order-to-door", "--since", "2026-01", "--until", "2026-03"])
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == card["stages"]
    shown = leader.get(f"{MAPS}scorecard/{WINDOW}").content.decode()
    assert "1 have come to rest" in shown or "1 has come to rest" in shown
    assert call("GET", f"/order-to-door/scorecard?{DAYS}&metric=time_to_resolution").status_code == 422
    drawn = call("GET", f"/order-to-door?{DAYS}", role=Role.AGENT).json()
    assert [each["code"] for each in drawn["steps"]] == [each.code for each in read(MAP).steps]
    assert drawn["steps"][1]["failed"]["n"] == 40
    assert call("GET", f"/order-to-door?{DAYS}", role=Role.PARTNER).status_code == 403
    assert call("GET", "").json()[0]["steps"] == 4
    main(["journey", "list"])
    assert "order-to-door" in capsys.readouterr().out
