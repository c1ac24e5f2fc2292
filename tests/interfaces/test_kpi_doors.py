"""The audit of KPIs: planted links are kept, a nothing is demoted, a driver nobody counts is missing."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from heedful.analytics.value.kpi import Advice
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.measurement import operations
from heedful.domain.measurement.enums import Measure
from heedful.domain.measurement.operations import Steered
from heedful.domain.measurement.queries import KpiAudit, kpi_audit
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.factories.company import Company
from tests.factories.served import plant
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
UNTIL = date(2026, 4, 1)
CUSTOMERS = 300


@pytest.fixture
def world(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Customers who feel waiting and politeness, stay when they are content, and do not feel how they are passed on."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    chance = np.random.default_rng(19)
    wait, tone, other, noise = chance.normal(size=(4, CUSTOMERS))
    content = -0.8 * wait + 0.8 * tone + 0.6 * noise
    codes = [f"K-{place}" for place in range(CUSTOMERS)]
    batch = [{"code": code, "name": code, "segment": "key", "unit_id": company.units["north-desk"]} for code in codes]
    for each in batch:
        customers.add_account(**each, by=SYSTEM, at=NOW)
    ids = customer_queries.account_ids_by_code(codes)
    rows: dict[str, list[dict[str, Any]]] = {"answers": [], "interactions": [], "revenue": []}
    for place, code in enumerate(codes):
        account = ids[code]
        for n in range(2):
            seen, sent = UUID(int=10**6 + 2 * place + n), UUID(int=10**9 + 2 * place + n)
            rated = {"metric": "rating", "scale_low": 1, "scale_high": 5}
            common = {
                "account_id": account, "unit_id": company.units["north-desk"], "collected_on": date(2025, 11, 5 + n),
                "submission_id": sent, "interaction_id": seen, "status": "final",
            }  # fmt: skip
            score = int(np.clip(round(6 + 2 * content[place] + chance.normal()), 0, 10))
            kind = int(np.clip(round(3 + tone[place] + 0.3 * chance.normal()), 1, 5))
            ease = int(np.clip(round(3 + chance.normal()), 1, 5))
            rows["answers"] += [
                {**common, "metric": "nps", "question": "nps", "value": 100 * score, "scale_low": 0, "scale_high": 10},
                {**common, **rated, "question": "politeness", "value": 100 * kind},
                {**common, **rated, "question": "parking", "value": 100 * ease},
            ]  # fmt: skip
            rows["interactions"].append({
                "id": seen, "started_on": date(2025, 11, 4), "account_id": account,
                "wait_seconds": int(600 + 150 * wait[place] + 20 * chance.normal()),
                "transfers": int(chance.poisson(1)),
            })  # fmt: skip
        before, after = 100_000, int(100_000 * np.exp(0.2 * content[place] + 0.1 * other[place]))
        rows["revenue"] += [
            {"account_id": account, "month": month, "currency": "KES", "amount_minor": amount}
            for month, amount in ((date(2025, 8, 1), before), (date(2026, 2, 1), after))
        ]
    plant(monkeypatch, rows, NOW)
    yield codes
    reader.close()


def declared(company: Company) -> None:
    leader = company.actor("leader")
    for steered in (
        Steered("wait", "Seconds in the queue", Measure.WAIT),
        Steered("passed-on", "Calls passed on", Measure.TRANSFERS),
        Steered("calls", "Calls an hour", Measure.SUPPLIED),
    ):
        operations.keep_kpi(steered=steered, by=leader, at=NOW)


def audited(**changes: Any) -> KpiAudit:
    return kpi_audit(**{"actor": SYSTEM, "until": UNTIL, "months": 3, **changes})


@pytest.mark.feature("ME-6")
def test_a_kpi_without_a_link_is_demoted_an_important_driver_without_a_kpi_is_missing_at_every_door(
    company: Company, world: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    declared(company)
    chance = np.random.default_rng(4)
    (tmp_path / "calls.json").write_text(json.dumps({code: chance.normal(12, 3) for code in world}))
    assert main(["kpi", "load", "calls", "2025-12", str(tmp_path / "calls.json")]) == 0
    assert capsys.readouterr().out == f"{CUSTOMERS} values stored.\n"
    found = audited()
    advice = {line.kpi.code: line.advice for line in found.lines}
    assert advice == {"wait": Advice.KEEP, "passed-on": Advice.DEMOTE, "calls": Advice.DEMOTE}
    (wait,) = [line for line in found.lines if line.kpi.code == "wait"]
    assert "associated with score" in wait.sentence and "money" in wait.sentence
    assert [each.code for each in found.missing] == ["politeness"], "parking drives nothing, waiting has its KPI"
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    html = page.get("/insight/kpis/?until=2026-03&months=3").content.decode()
    assert all(escape(line.sentence) in html for line in found.lines) and "Politeness" in html and "Parking" not in html
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, NOW)}"}
    told = Client().get("/api/v1/kpis/audit?until=2026-04-01&months=3", headers=headers).json()
    assert {each["code"]: each["advice"] for each in told["kpis"]} == {key: each.value for key, each in advice.items()}
    assert [each["driver"] for each in told["missing"]] == ["politeness"]
    assert main(["kpi", "audit", "--until", "2026-04", "--months", "3"]) == 0
    said = capsys.readouterr().out
    assert f"Seconds in the queue: {wait.sentence}" in said and "Missing: Politeness" in said
    # who declares a KPI for it, has it no longer missing; whoever drops the one for waiting misses that
    body = {"title": "Mystery calls", "measure": "supplied", "covers": ["politeness"]}
    sent = Client().put("/api/v1/kpis/mystery", json.dumps(body), content_type="application/json", headers=headers)
    assert sent.json()["covers"] == ["politeness"]
    page.post("/insight/kpis/drop/", {"kpi": "wait"})
    after = audited()
    assert [each.code for each in after.missing] == ["wait_seconds"]
    unread = next(line for line in after.lines if line.kpi.code == "mystery")
    assert unread.advice is Advice.NOT_JUDGED and "known for 0 customers" in unread.sentence
    actions = set(AuditRow.objects.filter(entity="kpi").values_list("action", flat=True))
    assert actions == {"kpi.kept", "kpi.read", "kpi.dropped"}


def test_a_kpi_of_nothing_is_kept_in_at_most_one_of_twenty_audits(world: list[str], company: Company) -> None:
    """The rate that the page states: one audit in twenty finds a link where none is; 20 audits, bound at 4 errors."""
    operations.keep_kpi(steered=Steered("noise", "Noise", Measure.SUPPLIED), by=SYSTEM, at=NOW)
    chance = np.random.default_rng(6)
    kept = 0
    for _ in range(20):
        values = dict(zip(world, chance.normal(size=CUSTOMERS).tolist(), strict=True))
        operations.record_readings(code="noise", month=date(2025, 12, 1), values=values, by=SYSTEM, at=NOW)
        kept += audited().lines[0].advice is Advice.KEEP
    assert kept <= 20 * 0.05 + 4 * (20 * 0.05 * 0.95) ** 0.5


def test_what_cannot_be_declared_or_loaded_says_why(company: Company, world: list[str]) -> None:
    declared(company)
    with pytest.raises(Denied):
        operations.keep_kpi(steered=Steered("x", "X", Measure.WAIT), by=company.actor("analyst"), at=NOW)
    with pytest.raises(Denied):
        audited(actor=company.actor("north-lead"))
    with pytest.raises(Refused, match="counted here already"):
        operations.record_readings(code="wait", month=UNTIL, values={world[0]: 1.0}, by=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="no customer"):
        operations.record_readings(code="calls", month=UNTIL, values={"nobody": 1.0}, by=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="not a number"):
        operations.record_readings(code="calls", month=UNTIL, values={world[0]: float("nan")}, by=SYSTEM, at=NOW)
    with pytest.raises(Refused, match="not a short name"):
        operations.keep_kpi(steered=Steered("too long/" * 9, "X", Measure.WAIT), by=SYSTEM, at=NOW)
    same = dict.fromkeys(world, 7.0)
    operations.record_readings(code="calls", month=date(2025, 12, 1), values=same, by=SYSTEM, at=NOW)
    (calls,) = [line for line in audited().lines if line.kpi.code == "calls"]
    assert calls.advice is Advice.NOT_JUDGED and f"the same for all of {CUSTOMERS} customers" in calls.sentence
    with pytest.raises(NotFound):
        operations.drop_kpi(code="nothing", by=SYSTEM, at=NOW)
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    refused = page.post("/insight/kpis/keep/", {"code": "x", "title": "X", "measure": "nonsense"})
    assert refused.status_code == 422 and "not one of the choices" in refused.content.decode()
