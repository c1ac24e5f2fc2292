"""What drives a score: page, API and command line tell planted drivers by size and sign, and noise as noise."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from heedful.domain.measurement.queries import (
    Driven,
    driver_rows,
    drivers_chart,
    drivers_notes,
    drivers_of,
    drivers_sentence,
)
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Refused
from heedful.interfaces.cli.__main__ import main
from heedful.rendering.charts import LIGHT, Size
from heedful.warehouse import reader
from tests.factories.company import Company
from tests.factories.served import plant
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
Planted = Callable[..., None]


@pytest.fixture
def planted(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    """Plant answers with the interaction behind each and another rating beside it."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def build(
        *, n: int = 900, wait: float = -1.0, late: float = -0.4, twin: bool = False, customers: int = 300
    ) -> None:
        chance = np.random.default_rng(41)
        drawn = chance.normal(size=(4, n))
        passed = chance.poisson(0.4, n)
        tone = drawn[2] + 0.6 * drawn[3]
        score = np.clip(5 + wait * drawn[0] + late * drawn[1] + tone * 0.3 + drawn[3], 0, 10).round()
        rows: dict[str, list[dict[str, Any]]] = {"answers": [], "interactions": []}
        for place in range(n):
            seen, sent = UUID(int=10**6 + place), UUID(int=10**9 + place)
            account = UUID(int=(int(place % customers) << 64) + place % customers)
            common = {
                "account_id": account, "unit_id": company.units["north-desk" if place % 3 else "south-desk"],
                "submission_id": sent, "interaction_id": seen, "collected_on": date(2026, 2, 1 + place % 28),
                "status": "final", "touchpoint": "delivery",
            }  # fmt: skip
            one = {"scale_low": 0, "scale_high": 10, "value": int(100 * score[place])}
            two = {"scale_low": 1, "scale_high": 5, "value": int(100 * np.clip(round(3 + tone[place]), 1, 5))}
            rows["answers"] += [
                {**common, **one, "metric": "nps", "question": "nps"},
                {**common, **two, "metric": "rating", "question": "tone_of_voice"},
            ]
            rows["interactions"].append({
                "id": seen, "started_on": date(2026, 2, 1), "wait_seconds": int(600 + 100 * drawn[0][place]),
                "days_late": int(100 * drawn[0][place]) if twin else int(50 * drawn[1][place]),
                "transfers": int(passed[place]),
            })  # fmt: skip
        plant(monkeypatch, rows, NOW)

    yield build
    reader.close()


def asked(**changes: Any) -> list[Driven]:
    return drivers_of(**{"metric": "nps", "actor": SYSTEM, "since": SINCE, "until": UNTIL, **changes})


@pytest.mark.feature("VO-10", part="page, API and command: order, sign and noise driver of a planted world; dealt out")
def test_every_door_tells_the_planted_drivers_and_calls_noise_noise(
    company: Company, planted: Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    planted()
    measured, rated = asked()
    assert [row.title for row in driver_rows(measured)][:2] == ["Seconds waited", "Days late"]
    assert [(row.place, row.direction) for row in driver_rows(measured)][:2] == [
        ("1", "more goes with lower scores"), ("2", "more goes with lower scores"),
    ]  # fmt: skip
    assert measured.found and measured.found.drivers[2].share < 0.02 and not measured.noise
    assert [row.title for row in driver_rows(rated)] == ["Tone of voice"] and rated.found
    assert rated.found.drivers[0].r > 0.2 and "the only one" in driver_rows(rated)[0].interval
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    html = page.get("/insight/nps/drivers/?since=2026-01&until=2026-03").content.decode()
    assert all(escape(drivers_sentence(each)) in html for each in (measured, rated))
    noise = page.get("/insight/nps/drivers/?since=2026-01&until=2026-03&dealt=1").content.decode()
    assert noise.count("Noise: nothing here drives Net Promoter Score") == 2 and "<table" not in noise
    headers = {"Authorization": f"Bearer {key_of(company, Role.ANALYST, NOW)}"}
    address = "/api/v1/metrics/nps/drivers?since=2026-01-01&until=2026-04-01"
    told = Client().get(address, headers=headers).json()
    assert told[0]["wording"] == drivers_sentence(measured) and told[0]["drivers"][0]["name"] == "wait_seconds"
    dealt = Client().get(f"{address}&dealt=true", headers=headers).json()
    assert [(each["noise"], each["drivers"]) for each in dealt] == [(True, [])] * 2
    window = ["--since", "2026-01", "--until", "2026-04"]
    assert main(["drivers", "nps", *window]) == 0
    assert capsys.readouterr().out.splitlines()[0] == drivers_sentence(measured)
    assert main(["drivers", "nps", *window, "--dealt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["noise"] is True


def test_a_planted_nothing_is_called_noise_and_has_no_shares(planted: Planted) -> None:
    planted(wait=0.0, late=0.0)
    measured, rated = asked()
    assert measured.noise and driver_rows(measured) == [] and drivers_sentence(measured).startswith("Noise:")
    assert drivers_chart(measured, theme=LIGHT, size=Size()) is None
    assert "No shares are shown" in drivers_notes(measured)[-1]
    assert not rated.noise, "negative control: what was planted beside it is found"


def test_drivers_that_are_alike_are_warned_of_and_not_ranked(planted: Planted) -> None:
    planted(twin=True)
    measured, _ = asked()
    notes = " ".join(drivers_notes(measured))
    assert "too alike" in notes or "Nothing can be said" in drivers_sentence(measured)


def test_what_cannot_be_known_says_why(company: Company, planted: Planted) -> None:
    planted(n=90)
    measured, _ = asked()
    assert "too few: 90 answers" in drivers_sentence(measured)
    planted(customers=20)
    assert "of 20 customers" in drivers_sentence(asked()[0])
    assert "nobody answered" in drivers_sentence(asked(since=date(2025, 1, 1), until=date(2025, 2, 1))[0])
    with pytest.raises(Refused, match="no score"):
        asked(metric="case_volume")
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    assert page.get("/insight/case_volume/drivers/").status_code == 404
    assert page.get("/insight/nps/drivers/?since=2026-03&until=2026-01").status_code == 409


def test_only_answers_within_reach_count(company: Company, planted: Planted) -> None:
    planted()
    everywhere, here = asked()[0], asked(actor=company.actor("north-lead"))[0]
    assert everywhere.found and here.found
    assert (everywhere.found.n_used, here.found.n_used) == (900, 600)
