"""Who went quiet: planted customers stand first, at every door; where nobody did, nobody is named."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.analytics.value.silence import Asks, silences
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.measurement.queries import silent_customers
from heedful.foundation.access import SYSTEM, Actor, ActorKind, Grant, Role
from heedful.foundation.errors import Denied, Refused
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse import reader
from tests.factories.company import Company
from tests.factories.served import plant
from tests.trust.matrix import key_of

NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)
UNTIL = date(2026, 4, 1)
CUSTOMERS, QUIET = 300, 20
World = Callable[[int], list[str]]


def asks_of(chance: np.random.Generator, n: int, quiet: int, before: int = 24, lately: int = 6) -> list[Asks]:
    """Customers who answer at a rate of their own; the first `quiet`, who answered often, have stopped."""
    rates = chance.beta(3, 3, n)
    rates[:quiet] = chance.uniform(0.6, 0.9, quiet)
    money = np.exp(chance.normal(11, 1, n)).astype(int)
    return [
        Asks(
            f"K-{place:03}", before, int(chance.binomial(before, rate)), lately,
            0 if place < quiet else int(chance.binomial(lately, rate)), int(money[place]),
        )
        for place, rate in enumerate(rates)
    ]  # fmt: skip


@pytest.fixture
def world(company: Company, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def build(quiet: int) -> list[str]:
        chance = np.random.default_rng(3)
        asks = asks_of(chance, CUSTOMERS, quiet)
        for place, each in enumerate(asks):
            unit = company.units["north-desk" if place % 2 else "south-desk"]
            customers.add_account(code=each.key, name=each.key, segment="key", unit_id=unit, by=SYSTEM, at=NOW)
        ids = customer_queries.account_ids_by_code([each.key for each in asks])
        rows: dict[str, list[dict[str, Any]]] = {"invitations": [], "revenue": []}
        for each in asks:
            account: UUID = ids[each.key]
            rows["revenue"].append({"account_id": account, "month": date(2026, 1, 1), "amount_minor": each.money})
            for n in range(each.asked_before):
                day = date(2025, 1 + n % 12, 5)
                rows["invitations"].append(
                    {"account_id": account, "sent_on": day, "asked": 1, "answered": int(n < each.answered_before)}
                )
            for n in range(each.asked):
                day = date(2026, 1 + n % 3, 6)
                rows["invitations"].append(
                    {"account_id": account, "sent_on": day, "asked": 1, "answered": int(n < each.answered)}
                )
            rows["invitations"].append({"account_id": account, "sent_on": day, "asked": 0, "answered": 0})
        plant(monkeypatch, rows, NOW)
        return [each.key for each in asks[:quiet]]

    yield build
    reader.close()


@pytest.mark.feature("VO-11")
def test_planted_quiet_customers_stand_in_the_top_tenth_and_are_told_at_every_door(
    company: Company, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = world(QUIET)
    found = silent_customers(actor=company.actor("leader"), until=UNTIL)
    top = {each.code for each in found.rows[: CUSTOMERS // 10]}
    assert set(planted) <= top
    assert len({each.code for each in found.quiet} & set(planted)) > QUIET / 2
    assert len(found.quiet) <= QUIET + 6
    money = [each.silent.asks.money for each in found.quiet]
    assert money == sorted(money, reverse=True)  # those who bring most stand first
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    html = page.get("/insight/silence/?until=2026-03").content.decode()
    assert html.count("went quiet</span>") == len(found.quiet)
    assert found.rows[0].name in html
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, NOW)}"}
    told = Client().get("/api/v1/silence?until=2026-04-01", headers=headers).json()
    assert told == json.loads(json.dumps(found.record()))
    assert main(["silence", "--until", "2026-04", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told
    assert main(["silence", "--until", "2026-04"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(found.quiet)


def test_negative_control_where_nobody_stopped_nobody_is_named(company: Company, world: World) -> None:
    world(0)
    found = silent_customers(actor=SYSTEM, until=UNTIL)
    assert len(found.rows) > 250
    assert found.quiet == ()
    assert "none is quieter than chance explains" in found.sentence


def test_false_names_stay_below_what_is_said() -> None:
    chance = np.random.default_rng(11)
    false = named = any_false = 0
    for _ in range(200):
        rows = [each for each in silences(asks_of(chance, 200, 10)) if each.quiet]
        named += len(rows)
        false += sum(int(each.asks.key[2:]) >= 10 for each in rows)
        any_false += any(each.quiet for each in silences(asks_of(chance, 200, 0)))
    assert named > 1_000
    assert false / named < 0.1
    assert any_false <= 200 * 0.1 + 4 * (200 * 0.1 * 0.9) ** 0.5


def test_what_cannot_be_said_is_said_to_be_so(company: Company, world: World) -> None:
    world(QUIET)
    assert "Nothing can be said" in silent_customers(actor=SYSTEM, until=date(2020, 1, 1)).sentence
    with pytest.raises(Refused, match="not a length"):
        silent_customers(actor=SYSTEM, until=UNTIL, months=5)
    with pytest.raises(Denied):
        silent_customers(actor=company.actor("north-agent"), until=UNTIL)
    assert silences(asks_of(np.random.default_rng(1), 29, 3)) == []


def test_a_leader_of_a_unit_sees_its_customers_alone(company: Company, world: World) -> None:
    world(QUIET)
    grant = Grant(Role.CX_LEADER, frozenset({company.units["north-desk"]}))
    actor = Actor(ActorKind.COLLEAGUE, company.people["leader"], "Leader", (grant,))
    mine = silent_customers(actor=actor, until=UNTIL)
    assert 100 < len(mine.rows) < 160
    assert {each.unit for each in mine.rows} == {mine.rows[0].unit}
