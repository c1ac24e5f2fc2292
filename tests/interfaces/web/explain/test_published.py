"""What goes out: nothing with a gap through any door; a new version asks those it names; the proof lists them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.communication import operations
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.queries import comprehension
from heedful.domain.communication.rules.wording import FIELDS
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.workflows import cascade
from tests.factories.cascades import ITEMS, acknowledge, begun, node, put_out, words
from tests.factories.company import Company
from tests.trust.matrix import key_of

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
GAPS = [*FIELDS, "questions", "effective_at"]


@pytest.fixture
def leader(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    return client


def drafted(company: Company, held: UUID, now: datetime, gap: str = "") -> None:
    empty: dict[str, Any] = {} if gap in ("", "effective_at") else {gap: () if gap == "questions" else " "}
    plan = operations.Plan(effective_at=None if gap == "effective_at" else now + timedelta(days=6))
    text = words(**empty)
    operations.write(announcement_id=held, words={"en": text}, plan=plan, by=company.actor("leader"), at=now)


@pytest.mark.feature("CO-1")
def test_nothing_is_published_with_a_gap_through_any_door_and_its_plainness_is_shown(
    company: Company, now: datetime, leader: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    held = begun(company, now, "plan")
    url, api = f"/explain/announcements/{held.id}/", f"/api/v1/announcements/{held.id}/steps"
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    named = FIELDS | {"questions": "a question customers will ask", "effective_at": "from when it holds"}
    for gap in GAPS:
        drafted(company, held.id, now, gap)
        for verb in ("check", "release"):
            by_page = leader.post(f"{url}step/", {"verb": verb})
            by_key = Client().post(api, {"verb": verb}, "application/json", headers=headers)
            assert (by_page.status_code, by_key.status_code) == (422, 422), (gap, verb)
            capsys.readouterr()
            assert main(["announcement", "step", "plan", verb, "--by", "leader@simba.example"]) == 2, (gap, verb)
            if verb == "check":
                told = [by_page.content.decode(), by_key.json()["detail"], capsys.readouterr().err]
                assert all(f"missing: {named[gap]}" in each for each in told), (gap, told)
        assert "LIX" in leader.get(f"{url}write/").content.decode()
    assert not Node.objects.exists()
    drafted(company, held.id, now)
    assert leader.post(f"{url}step/", {"verb": "check"}).status_code == 302, "complete, it passes"


@pytest.mark.feature("CO-3")
def test_a_version_asks_again_whom_it_names_and_the_proof_says_so_through_every_door(
    company: Company, now: datetime, leader: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    held, begin = begun(company, now - timedelta(days=9), "plan"), now - timedelta(days=9)
    first = put_out(company, held, begin, effective_at=begin, head_start_hours=0)
    cascade.keep(by=SYSTEM, at=begin)
    said = begin + timedelta(hours=2)
    everyone = [place.person_id for place in first.nodes.all()]
    names = [name for name, person in company.people.items() if person in everyone]
    for name in names:
        acknowledge(company, first, name, said)
    then = now - timedelta(days=2)
    text, north = words(what_to_say="It arrives two days sooner."), (company.units["north"],)
    again = put_out(company, held, then, text=text, effective_at=then, head_start_hours=0, asks_again=north)
    cascade.keep(by=SYSTEM, at=then)
    acknowledge(company, again, "north-agent", now - timedelta(days=1))
    reset = {name for name in names if node(company, again, name).acknowledged_at is None}
    assert reset == {"north-lead", "north-agent-2"}, "only the north was asked again"
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    by_page = leader.get(f"/explain/announcements/{held.id}/proof.csv").content.decode()
    capsys.readouterr()
    assert main(["announcement", "proof", "plan", "--by", "leader@simba.example"]) == 0
    by_command = capsys.readouterr().out
    by_key = Client().get(f"/api/v1/announcements/{held.id}/proof", headers=headers).json()["items"]
    files = [list(csv.DictReader(io.StringIO(each))) for each in (by_page, by_command)]
    for rows in (*files, by_key):
        shown = {row["email"].split("@")[0]: (row["version"], row["acknowledged_at"]) for row in rows}
        assert len(shown) == len(names)
        assert shown["north-agent"] == ("2", (now - timedelta(days=1)).isoformat())
        assert shown["south-agent"] == ("1", said.isoformat())
        assert shown["north-agent-2"] == ("", "")


def tries(company: Company, version: AnnouncementVersion, name: str, at: datetime, *chosen: int) -> None:
    place = node(company, version, name)
    asked = comprehension.drawn(place, place.attempts.count() + 1)
    answers = {item.id: option for item, option in zip(asked, chosen, strict=True)}
    operations.answer_check(node_id=place.id, answers=answers, by=company.actor(name), at=at)


@pytest.mark.feature("CO-4")
def test_the_check_counts_first_tries_names_the_worst_question_and_leads_back_to_the_passage(
    company: Company, now: datetime, leader: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = now - timedelta(days=3)
    held = begun(company, begin, "plan")
    version = put_out(company, held, begin, items=ITEMS, effective_at=begin, head_start_hours=0)
    cascade.keep(by=SYSTEM, at=begin)
    required = {place.person_id for place in version.nodes.all()}
    names = sorted(name for name, person in company.people.items() if person in required)
    assert len(names) == 10
    for name in names:
        acknowledge(company, version, name, begin + timedelta(hours=2))
    firsts = [(0, 0, 0)] * 4 + [(0, 1, 0), (0, 1, 2), (1, 0, 0), (1, 0, 3), (0, 1, 0)]
    for name, chosen in zip(names[:-1], firsts, strict=True):
        tries(company, version, name, begin + timedelta(hours=3), *chosen)
    last = Client()
    last.force_login(get_user_model().objects.get(pk=company.users[names[-1]]))
    place = node(company, version, names[-1])
    wrong = {f"q{item.id}": "1" if item.n == 2 else "0" for item in comprehension.drawn(place, 1)}
    told = last.post(f"/explain/read/{place.id}/check/", wrong).content.decode()
    assert "Read these passages again" in told and 'href="#what_to_say"' in told and 'id="what_to_say"' in told
    tries(company, version, names[-1], now, 0, 0, 0)
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    url = f"/api/v1/announcements/{held.id}/board"
    read = Client().get(url, headers=headers).json()["check"]
    assert (read["required"], read["tried"], read["first"], read["ever"]) == (10, 10, 4, 5)
    worst = read["questions"][0]
    assert worst["question"].startswith("A customer asks 2") and (worst["n"], worst["right"]) == (10, 6)
    weak = {each["question"][:17] for each in read["questions"] if each["weak"]}
    lows = {
        each["question"][:17] for each in read["questions"]
        if each["discrimination"] is not None and each["discrimination"] < 0.2
    }  # fmt: skip
    assert weak == lows and weak, "the questions that tell nothing are flagged, and no others"
    shown = leader.get(f"/explain/announcements/{held.id}/").content.decode()
    assert "4 of 10 passed at the first try, 5 at any" in shown
    assert shown.count("weak question") == len(weak)
    assert shown.index("A customer asks 2") < shown.index("A customer asks 1")
    capsys.readouterr()
    assert main(["announcement", "board", "plan", "--by", "leader@simba.example"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["check"] == read
