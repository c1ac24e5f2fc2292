"""Answer cards through every door: found from home and case, drafted by one, approved by another."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heedful.domain.communication.models import AnswerCard
from heedful.interfaces.cli.__main__ import main
from tests.factories.cascades import everybody, second
from tests.factories.company import Company

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
FORM = {
    "code": "stop",
    "topic": "sorting",
    "language": "en",
    "question": "Why did it stop?",
    "wording": "It was sorted.",
}


@pytest.fixture
def signed_in(company: Company) -> SignedIn:
    """Give the function that signs a colleague in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the doors read Tuesday noon."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def audience(company: Company, now: datetime) -> str:
    """Everybody, and a second colleague who may approve."""
    second(company, now - timedelta(days=1))
    return str(everybody(company, now - timedelta(days=1)))


@pytest.mark.feature("CO-9", part="drafted, approved, found from the agent's home")
def test_a_card_is_drafted_approved_and_found(signed_in: SignedIn, audience: str) -> None:
    leader, agent = signed_in("leader"), signed_in("north-agent")
    assert 'action="/explain/answers/"' in agent.get("/desk/").content.decode()
    refused = leader.post("/explain/answers/draft/", FORM | {"audience": audience, "wording": " "})
    assert refused.status_code == 422
    assert "Why did it stop?" in refused.content.decode()
    assert leader.post("/explain/answers/draft/", FORM | {"audience": audience}).status_code == 302
    (held,) = AnswerCard.objects.all()
    url = f"/explain/answers/{held.id}/"
    assert "No card in force answers this" in agent.get("/explain/answers/?q=stop").content.decode()
    assert leader.post(f"{url}approve/").status_code == 422
    assert agent.post(f"{url}approve/").status_code == 404
    assert signed_in("analyst").post(f"{url}approve/").status_code == 302
    shown = agent.get("/explain/answers/?q=why+did+it+STOP").content.decode()
    assert "It was sorted." in shown
    assert "Write a card" not in shown
    assert leader.post(f"{url}withdraw/").status_code == 302
    assert "It was sorted." not in agent.get("/explain/answers/?q=stop").content.decode()


def test_the_list_asks_as_many_queries_for_one_card_as_for_three(
    signed_in: SignedIn, company: Company, audience: str, now: datetime
) -> None:
    agent, counts = signed_in("north-agent"), []
    for number in range(3):
        AnswerCard.objects.create(
            code=f"c{number}", topic="t", audience_id=audience, language="en", question="Q?", wording="A", words="q",
            state="approved", valid_from=now, author_id=company.people["leader"],
            approved_by_id=company.people["analyst"],
        )  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            assert agent.get("/explain/answers/").content.decode().count("data-row") == number + 1
        counts.append(len(caught))
    assert counts[0] == counts[2]
    assert counts[0] <= 16


def test_the_other_doors_do_the_same(signed_in: SignedIn, audience: str, tmp_path: Path, capsys: Any) -> None:
    leader, analyst = signed_in("leader"), signed_in("analyst")
    body = FORM | {"audience": "all"}
    made = leader.post("/api/v1/cards", body, "application/json")
    assert made.status_code == 201
    assert leader.post(f"/api/v1/cards/{made.json()['id']}/approve").status_code == 403
    assert analyst.post(f"/api/v1/cards/{made.json()['id']}/approve").json() == {"state": "approved"}
    found = signed_in("north-agent").get("/api/v1/cards?q=stop").json()
    assert [each["wording"] for each in found["items"]] == ["It was sorted."]
    file = tmp_path / "card.json"
    file.write_text(json.dumps(body | {"code": "gate", "question": "Which gate?", "wording": "Gate 4."}))
    assert main(["card", "draft", str(file), "--by", "leader@simba.example"]) == 0
    held = capsys.readouterr().out.strip()
    assert main(["card", "approve", held, "--by", "analyst@simba.example"]) == 0
    assert main(["card", "find", "which gate", "--by", "north-agent@simba.example"]) == 0
    assert "Gate 4." in capsys.readouterr().out
    assert main(["card", "withdraw", held, "--by", "leader@simba.example"]) == 0
    assert main(["card", "find", "which gate", "--by", "north-agent@simba.example"]) == 0
    assert "Gate 4." not in capsys.readouterr().out
    assert leader.post(f"/api/v1/cards/{made.json()['id']}/withdraw").json() == {"state": "withdrawn"}
