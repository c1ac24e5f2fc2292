"""Early warning on the installation's own past: refusals in words, four baselines always, the best one used."""

import random
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.domain.customers import operations as customers
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.operations.accounts import NewAccount, NewContact
from heedful.domain.portfolio import operations, queries
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import add_months
from heedful.interfaces.cli.__main__ import main
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.portfolio import Portfolio, bring

RULES = {"never alarm", "the last score", "a drop of revenue", "the purchase rate"}


def grow(company: Company, at: datetime, fading: float, count: int = 200) -> None:
    """Add customers that buy at rates of their own for 15 months; a share stops for good at some month."""
    chance = random.Random(5)
    customers.load_accounts(
        accounts=[
            NewAccount(
                code=f"F{number}",
                name=f"Customer {number}",
                kind=AccountKind.PERSON,
                segment="standard",
                unit_id=company.units["south-desk"],
                contact=NewContact(name=f"Person {number}", email=f"p{number}@customer.example"),
            )
            for number in range(count)
        ],
        by=SYSTEM,
        at=at,
    )
    rates = [chance.choice((0.35, 0.6, 0.9, 1.0)) for _ in range(count)]
    ends = [chance.randint(5, 15) if chance.random() < fading else 99 for _ in range(count)]
    for month in range(15):
        paying = {
            f"F{n}": chance.randint(5, 50) for n in range(count) if month < ends[n] and chance.random() < rates[n]
        }
        bring(add_months(date(2024, 12, 1), month), paying, at)
    refresh(at=at)
    operations.bring_up_to_date(by=SYSTEM, at=at)


def test_a_young_installation_is_told_why_it_cannot_be_warned(house: Portfolio) -> None:
    warned = queries.early_warnings(queries.reckoning(None))
    assert warned.refusal == "In the months that could judge a warning nobody left, or everybody did."
    assert warned.cards == () and queries.riskiest(SYSTEM, queries.reckoning(None), warned) == []


@pytest.mark.feature("PO-4", part="four baselines beside the model on page, API and command line; refusal")
def test_the_four_baselines_stand_beside_the_model_wherever_it_is_asked(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(company, now, fading=0.5)
    found = queries.reckoning(None)
    warned = queries.early_warnings(found)
    cards = dict(warned.cards)
    assert set(cards) == RULES | {"the model"} and warned.offer is not None
    assert cards["never alarm"].auc == 0.5 and cards["the purchase rate"].auc > 0.6
    assert warned.tested == date(2025, 12, 1) and max(warned.trained) == date(
        2025, 9, 1
    )  # outcomes end before the test
    assert warned.used == ("the model" if warned.offer.offered else warned.offer.best)
    rows = queries.riskiest(SYSTEM, found, warned)
    assert [each.place for each in rows] == sorted(each.place for each in rows) and rows
    assert all(each.standing.large for each in rows)

    monkeypatch.setattr(timezone, "now", lambda: now)
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    page = client.get(reverse("manage:portfolio_warning")).content.decode()
    assert all(rule.capitalize() in page for rule in RULES) and rows[0].standing.account.name in page
    given = client.get("/api/v1/portfolio/warning").json()
    assert given["wording"] == warned.offer.wording and given["riskiest"][0]["code"] == rows[0].standing.account.code
    assert main(["portfolio", "warn"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == warned.offer.wording


def test_below_thirty_losses_the_purchase_rate_is_used_and_the_page_says_so(company: Company, now: datetime) -> None:
    grow(company, now, fading=0.1, count=60)
    warned = queries.early_warnings(queries.reckoning(None))
    assert "are too few to learn from: 30 are needed. The purchase rate is used." in warned.refusal
    assert set(dict(warned.cards)) == RULES and warned.used == "the purchase rate" and warned.risk
