"""What keeping a promise is worth: every door says one sentence, from rows whose truth is planted."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from heedful.analytics.inference.finding import Grade
from heedful.analytics.value.service_value import Verdict, service_value
from heedful.domain.measurement.queries import PROMISES, verdict_on_cost, worth_of_promises
from heedful.domain.measurement.queries.worth_words import doubt_sentence, worth_sentence
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.factories.company import Company
from tests.factories.served import UNTIL, as_facts, plant, served
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
Planted = Callable[[float, float], float]


@pytest.fixture
def planted(company: Company, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Plant a world of 400 customers and return the money its broken promises cost."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def build(gap: float, value: float) -> float:
        chance = np.random.default_rng(31)
        rows, cost = served(chance, gap=gap, value=value, n=400)
        plant(monkeypatch, as_facts(rows, chance), NOW)
        return cost

    yield build  # type: ignore[misc]  # a generator stands for its value
    reader.close()


@pytest.mark.feature("ME-5", part="page, API and command say one sentence; a null as prominently as a finding")
@pytest.mark.parametrize(("value", "says"), [(3.0, "is associated with"), (0.0, "goes with more money is not shown")])
def test_every_door_says_the_same_and_a_null_as_plainly(
    company: Company, planted: Planted, capsys: pytest.CaptureFixture[str], value: float, says: str
) -> None:
    truth = planted(20.0, value)
    delivery, *clocks = worth_of_promises(actor=SYSTEM, until=UNTIL, months=3)
    gain = delivery.worth.gain
    assert gain and gain.low is not None and gain.high is not None and gain.low <= truth <= gain.high
    assert says in delivery.sentence and [each.worth.verdict for each in clocks] == [Verdict.REFUSED] * 3
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["analyst"]))
    html = page.get("/insight/worth/?until=2026-03&months=3").content.decode()
    assert f'<p class="hd-headline mb-2">{escape(delivery.sentence)}</p>' in html
    assert all(escape(each.sentence) in html for each in clocks), "a refusal stands where a finding would"
    headers = {"Authorization": f"Bearer {key_of(company, Role.ANALYST, NOW)}"}
    told = Client().get("/api/v1/metrics/worth?until=2026-04-01&months=3", headers=headers).json()
    assert told[0]["wording"] == delivery.sentence and told[0]["gain"]["low"] == pytest.approx(gain.low)
    assert [each["verdict"] for each in told[1:]] == ["refused"] * 3 and told[1]["gain"] is None
    assert main(["worth", "--until", "2026-04", "--months", "3"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"Delivered on the promised day: {delivery.sentence}"
    assert main(["worth", "delivered_on_time", "--until", "2026-04", "--months", "3", "--cost", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cost"] == 100


def test_the_cost_decides_whether_it_pays(company: Company, planted: Planted) -> None:
    planted(20.0, 3.0)
    (kept,) = worth_of_promises(actor=SYSTEM, until=UNTIL, months=3, promise="delivered_on_time", cost=10**9)
    assert kept.worth.gain and kept.worth.net and kept.worth.net[2] < 0
    assert "not certain to pay" in verdict_on_cost(kept.worth, kept.cost, kept.currency)
    assert "it pays" in verdict_on_cost(kept.worth, 1, kept.currency)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["board"]))
    address = "/insight/worth/?until=2026-03&months=3"
    html = page.get(f"{address}&promise=delivered_on_time&cost=10000000").content.decode()
    assert "not certain to pay" in html and "Left after the cost" in html and "would explain it" in html
    assert page.get(f"{address}&cost=5").status_code == 409, "a cost without its promise"
    assert page.get(f"{address}&promise=nonsense").status_code == 409
    assert page.get("/insight/worth/?until=2026-03&months=5").status_code == 409


def test_only_who_may_see_the_money_of_the_whole_company_is_told(company: Company, planted: Planted) -> None:
    planted(20.0, 3.0)
    agent = company.actor("north-lead")
    with pytest.raises(Denied):
        worth_of_promises(actor=agent, until=UNTIL)
    with pytest.raises(Refused, match="whole months"):
        worth_of_promises(actor=SYSTEM, until=UNTIL.replace(day=2))
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["north-lead"]))
    assert page.get("/insight/worth/").status_code == 404
    assert "What a promise is worth" not in page.get("/insight/").content.decode()
    assert main(["worth", "--until", "2026-04", "--cost", "5"]) == 2


@pytest.mark.feature("ME-5", part="the wording changes with the evidence grade")
def test_the_wording_changes_with_the_grade() -> None:
    chance = np.random.default_rng(8)
    rows, _ = served(chance, gap=20.0, value=3.0)
    nothing, _ = served(chance, gap=20.0, value=0.0)
    said, nulls = set(), set()
    for grade in Grade:
        found = service_value(rows, signal_ends=UNTIL, outcome_begins=UNTIL, grade=grade)
        said.add(worth_sentence(PROMISES[0].kept, found, 6, "KES"))
        assert (" caused " in worth_sentence("keeping it", found, 6, "KES")) is (grade is Grade.RANDOMISED)
        assert "risk ratio" in doubt_sentence(found)
        null = service_value(nothing, signal_ends=UNTIL, outcome_begins=UNTIL, grade=grade)
        nulls.add(worth_sentence("keeping it", null, 6, "KES"))
        assert doubt_sentence(null) == ""
    assert len(said) == len(Grade) and len(nulls) == 1, "no grade turns a null into a finding"
    turned, _ = served(chance, gap=20.0, value=-3.0)
    opposite = service_value(turned, signal_ends=UNTIL, outcome_begins=UNTIL)
    assert worth_sentence("keeping it", opposite, 6, "KES").startswith("The opposite is shown: keeping it every time")
