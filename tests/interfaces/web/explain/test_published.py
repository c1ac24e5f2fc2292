"""What goes out: nothing with a gap through any door; a new version asks those it names; the proof lists them."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.communication import operations
from heedful.domain.communication.models import Node
from heedful.domain.communication.rules.wording import FIELDS
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from heedful.workflows import cascade
from tests.factories.cascades import acknowledge, begun, node, put_out, words
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
