"""Who answers: margins met, effective n shown, a bias that was planted taken out; at every door."""

import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.measurement.queries import bias_view
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.factories.company import Company
from tests.factories.served import plant
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
SPAN = (date(2026, 1, 1), date(2026, 4, 1))
SIZES = {
    ("key", "north-desk"): 60,
    ("key", "south-desk"): 140,
    ("small", "north-desk"): 500,
    ("small", "south-desk"): 300,
}


@pytest.fixture
def world(company: Company, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    customers.add_segment(code="small", name="Small", by=SYSTEM, at=NOW)
    cells = [(segment, unit, n) for (segment, unit), size in SIZES.items() for n in range(size)]
    for segment, unit, n in cells:
        customers.add_account(
            code=f"{segment}-{unit}-{n}", name="x", segment=segment, unit_id=company.units[unit], by=SYSTEM, at=NOW
        )
    ids = customer_queries.account_ids_by_code([f"{segment}-{unit}-{n}" for segment, unit, n in cells])

    def build(silent: str = "") -> float:
        """Small customers are unhappier and answer less; return the score that all would have given."""
        chance = np.random.default_rng(8)
        rows: dict[str, list[dict[str, Any]]] = {"answers": [], "invitations": []}
        everybody = []
        for account in company.accounts.values() if not silent else ():
            common = {"metric": "nps", "status": "final", "scale_low": 0, "scale_high": 10, "account_id": account}
            rows["answers"].append({**common, "value": 800, "collected_on": date(2026, 2, 9)})
        for segment, unit, n in cells:
            account = ids[f"{segment}-{unit}-{n}"]
            score = int(chance.choice([10, 8, 3], p=(0.7, 0.2, 0.1) if segment == "key" else (0.2, 0.2, 0.6)))
            everybody.append(100 if score == 10 else -100 if score == 3 else 0)
            rows["invitations"].append({"account_id": account, "sent_on": date(2026, 2, 1), "asked": 1, "answered": 0})
            if unit != silent and chance.random() < (0.8 if segment == "key" else 0.3):
                common = {"metric": "nps", "status": "final", "scale_low": 0, "scale_high": 10, "account_id": account}
                rows["answers"] += [
                    {**common, "value": 100, "collected_on": date(2026, 1, 9)},
                    {**common, "value": 100 * score, "collected_on": date(2026, 2, 9)},
                ]
        plant(monkeypatch, rows, NOW)
        return float(np.mean(everybody))

    yield build
    reader.close()


@pytest.mark.feature("VO-12")
def test_margins_match_to_a_millionth_effective_n_is_shown_and_the_bias_is_taken_out(
    company: Company, world: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = world()
    found = bias_view(metric="nps", actor=company.actor("analyst"), since=SPAN[0], until=SPAN[1])
    assert found.raked is not None and found.trimmed is not None
    assert found.raked.converged and found.raked.residual < 1e-6
    assert found.plain is not None and found.weighted is not None
    assert found.plain.low > truth  # the plain score is wrong, and sure of it
    assert found.weighted.low <= truth <= found.weighted.high
    assert found.trimmed.effective < found.n
    assert found.weighted.effective == pytest.approx(found.trimmed.effective)
    assert f"count as {found.trimmed.effective:.0f}" in found.sentence
    small = next(each for each in found.groups if each.name == "Small")
    assert (small.book, small.asked) == (800, 800)
    assert small.share_of_book > small.share_of_answers + 0.1
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    html = page.get("/insight/bias/?since=2026-01&until=2026-03").content.decode()
    assert escape(found.sentence) in html
    assert "effective n" in html
    headers = {"Authorization": f"Bearer {key_of(company, Role.ANALYST, NOW)}"}
    told = Client().get("/api/v1/bias?since=2026-01-01&until=2026-04-01", headers=headers).json()
    assert told == json.loads(json.dumps(found.record()))
    assert main(["bias", "--since", "2026-01", "--until", "2026-04", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert main(["bias", "--since", "2026-01", "--until", "2026-04"]) == 0
    assert found.sentence in capsys.readouterr().out


def test_a_unit_that_did_not_answer_is_named_and_the_score_stays_plain(company: Company, world: Any) -> None:
    world(silent="south-desk")
    found = bias_view(metric="nps", actor=SYSTEM, since=SPAN[0], until=SPAN[1])
    assert found.weighted is None
    assert "answered, and no weight can speak for them" in found.sentence
    by_unit = bias_view(metric="nps", actor=SYSTEM, since=SPAN[0], until=SPAN[1], by=("unit",))
    assert by_unit.weighted is None
    assert "nobody of unit Nairobi desk" in by_unit.sentence


def test_what_cannot_be_asked_is_refused(company: Company, world: Any) -> None:
    world()
    assert (
        "fewer than 30"
        in bias_view(metric="nps", actor=SYSTEM, since=date(2020, 1, 1), until=date(2020, 2, 1)).sentence
    )
    with pytest.raises(Refused, match="no such margins"):
        bias_view(metric="nps", actor=SYSTEM, since=SPAN[0], until=SPAN[1], by=("name",))
    with pytest.raises(Refused, match="end lies before"):
        bias_view(metric="nps", actor=SYSTEM, since=SPAN[1], until=SPAN[0])
    with pytest.raises(Denied):
        bias_view(metric="nps", actor=company.actor("north-lead"), since=SPAN[0], until=SPAN[1])
