"""The gaming watch: five planted patterns are found in their unit, at every door; a clean world is clean."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.measurement.models import Period
from heedful.domain.measurement.queries import GamingWatch, gaming_watch, pack_money
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.factories.asking import NPS, collecting_survey
from tests.factories.company import Company
from tests.factories.served import plant
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
STEPS = np.array([-2.4, -2.1, -1.9, -1.7, -1.5, -1.2, -0.9, -0.4, 0.2, 0.7])
UNITS, CUSTOMERS, PLAIN = 9, 240, 300
BEGS = NPS.replace(b"Would you recommend us?", b"Please give us a 10 if you can: would you recommend us?")
World = Callable[[bool], None]


def facts_of(chance: np.random.Generator, units: list[UUID], gamed: bool) -> dict[str, list[dict[str, Any]]]:
    """Units that are much alike; where it is gamed the first one begs for tens and asks whom and when it suits."""
    rows: dict[str, list[dict[str, Any]]] = {"answers": [], "interactions": [], "invitations": []}
    rated = {"metric": "nps", "status": "final", "scale_low": 0, "scale_high": 10}
    for place, unit in enumerate(units):
        plays = gamed and place == 0
        for number in range(CUSTOMERS):
            account, day = UUID(int=10**6 * (place + 1) + number), date(2026, 2, 1) + timedelta(days=number % 20)
            before = int(np.searchsorted(STEPS, chance.normal()))
            score = 10 if plays and number % 2 else int(np.searchsorted(STEPS, chance.normal()))
            bad = bool(chance.integers(2))
            common = {"account_id": account, "unit_id": unit, "segment": "key", "touchpoint": "door"}
            rows["answers"] += [
                {**common, **rated, "value": 100 * before, "collected_on": date(2025, 11, 3)},
                {**common, **rated, "value": 100 * score, "collected_on": day},
            ]
            rows["interactions"].append({**common, "started_on": day, "days_late": 2 * bad, "transfers": 0})
            chosen = (not bad and before > 6) if plays else True
            if chance.random() < (0.8 if chosen else 0.25):
                rows["invitations"].append({"account_id": account, "unit_id": unit, "sent_on": day + timedelta(days=3)})
    return rows


@pytest.fixture
def world(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def build(gamed: bool) -> None:
        desk = company.units["north-desk"]
        texts = ["Fast and friendly, thank you."] * PLAIN + ["The man asked me to give him a 10."] * (8 if gamed else 0)
        load_history(
            submissions=[
                PastSubmission(
                    submission_id=str(number), kind=Kind.ANSWER, channel="email", source_type="survey", source_id="x",
                    collected_at=datetime(2026, 2, 3, 9, tzinfo=UTC), experienced_at=NOW, unit_id=desk,
                    records=[RecordInput(field_id="why", field_type="text", text=text)],
                )
                for number, text in enumerate(texts)
            ],
            by=SYSTEM, at=NOW,
        )  # fmt: skip
        collecting_survey(desk, NOW, document=BEGS if gamed else NPS)
        units = [desk, *(UUID(int=77 + place) for place in range(UNITS))]
        plant(monkeypatch, facts_of(np.random.default_rng(12), units, gamed), NOW)

    yield build
    reader.close()


def watched(**changes: Any) -> GamingWatch:
    return gaming_watch(**{"metric": "nps", "actor": SYSTEM, "since": SINCE, "until": UNTIL, **changes})


@pytest.mark.feature("ME-7")
def test_every_planted_pattern_is_found_where_it_was_planted_and_told_at_every_door(
    company: Company, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world(True)
    found = watched()
    assert {(each.kind, each.where) for each in found.signs} == {
        ("wording", "Delivery"), *((kind, "Mombasa desk") for kind in ("told", "heaping", "skew", "timing")),
    }  # fmt: skip
    assert all(each.chance is None or each.chance < found.level for each in found.signs)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    html = page.get("/insight/gaming/?since=2026-01&until=2026-03").content.decode()
    assert escape(found.sentence) in html and all(escape(each.sentence) in html for each in found.signs)
    headers = {"Authorization": f"Bearer {key_of(company, Role.ANALYST, NOW)}"}
    told = Client().get("/api/v1/gaming?since=2026-01-01&until=2026-04-01", headers=headers).json()
    assert told == json.loads(json.dumps(found.record()))
    assert main(["gaming", "--since", "2026-01", "--until", "2026-04"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(found.sentence) and all(each.sentence in said for each in found.signs)
    kept = pack_money(Period(kind="quarter", starts=SINCE, ends=UNTIL), NOW)
    assert kept["gaming"] == found.sentence, "the line of the pack"


def test_a_world_in_which_nobody_games_shows_nothing_and_says_what_was_looked_at(world: World) -> None:
    world(False)
    found = watched()
    assert found.signs == ()
    assert found.compared == 1 + 3 * (UNITS + 1) and found.surveys == 1 and found.comments == PLAIN
    assert found.sentence.startswith("No sign that scores were worked on (31 comparisons")


def test_only_who_sees_the_whole_company_may_look_and_only_scores_of_customers_can_be_gamed_so(
    company: Company, world: World
) -> None:
    with pytest.raises(Denied):
        watched(actor=company.actor("north-lead"))
    with pytest.raises(Refused, match="before the beginning"):
        watched(since=UNTIL, until=SINCE)
    assert watched(since=date(2020, 1, 1), until=date(2020, 4, 1)).sentence.startswith("Nothing can be said")
    with pytest.raises(Refused, match="only scores"):
        watched(metric="case_volume")
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    assert page.get("/insight/gaming/?since=2026-05&until=2026-03").status_code == 409
