"""The files of a pack: the portfolio as it was closed, what promises are worth, a workbook beside the document."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from openpyxl import load_workbook

from heedful.analytics.value.portfolio import State
from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.communication.operations import campaigns
from heedful.domain.followthrough import operations as keeping
from heedful.domain.followthrough import queries as followthrough
from heedful.domain.followthrough.enums import PromiseVerb, Source, Whom
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement import queries
from heedful.domain.measurement.enums import Check, PeriodKind
from heedful.domain.portfolio import queries as portfolio
from heedful.foundation.access import SYSTEM
from heedful.interfaces.web.manage import waiting
from heedful.warehouse import reader
from heedful.workflows import board_pack, keeping_promises, period_close
from tests.factories.company import Company
from tests.factories.portfolio import BRINGS, bring, reckoned
from tests.factories.served import UNTIL, as_facts, plant, served

AT = datetime(2026, 4, 10, 9, tzinfo=UTC)


def closed(company: Company, month: date, at: datetime) -> queries.Period:
    """Close a month through the product's own operations."""
    leader = company.actor("leader")
    found = measurement.open_period(kind=PeriodKind.MONTH, day=month, by=leader, at=at)
    period_close.begin(period_id=found.id, headline="What happened, and why it matters.", by=leader, at=at)
    measurement.record_check(
        period_id=found.id, code=Check.CHANGES_EXPLAINED, passed=True, note="looked", by=leader, at=at
    )
    period_close.close(period_id=found.id, by=leader, at=at)
    return queries.period(found.id)


def files(found: queries.Period) -> dict[str, bytes]:
    return {each.name: queries.content(each) for each in queries.files(found)}


@pytest.mark.feature(
    "ME-3", part="portfolio with money per state in the pack and the workbook, without names; stands still"
)
def test_the_portfolio_stands_in_the_pack_as_it_was_closed(company: Company, now: datetime) -> None:
    reckoned(company, now)
    found = closed(company, date(2026, 2, 1), now)
    stored = files(found)
    totals = portfolio.totals(SYSTEM, portfolio.reckoning(date(2026, 3, 1)))
    kept = json.loads(stored["money.json"])["portfolio"]
    assert {each["state"]: (each["customers"], each["money_minor"]) for each in kept["states"]} == {
        state.value: (total.count, total.money) for state, total in totals.items()
    }
    assert not any(f"{code.capitalize()} Ltd".encode() in stored["money.json"] for code in BRINGS)
    book = load_workbook(BytesIO(stored["pack.xlsx"]))
    rows = {row[0]: row[1:] for row in book["Portfolio"].iter_rows(min_row=2, values_only=True)}
    assert rows[State.AT_RISK.label] == (totals[State.AT_RISK].count, totals[State.AT_RISK].money / 100)
    results = queries.results(found)
    assert book["Figures"].max_row == 1 + len(results) and book["Manifest"]["A2"].value
    page = Client()
    page.force_login(get_user_model().objects.get(pk=company.users["board"]))
    html = page.get(reverse("board:pack", args=[found.id])).content.decode()
    assert escape(kept["sentence"]) in html and "XLSX, edition 1" in html and "chart-portfolio" in html
    bring(date(2026, 2, 1), {"model": 9}, now)
    assert board_pack.rendered_again(found.id, 1) == {
        name: content for name, content in stored.items() if name != "manifest.json"
    }
    manifest = json.loads(stored["manifest.json"])
    assert set(manifest["files"]) == {"pack.pdf", "pack.xlsx", "results.json", "money.json", "resolutions.json"}


@pytest.fixture
def planted(company: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    chance = np.random.default_rng(31)
    plant(monkeypatch, as_facts(served(chance, gap=20.0, value=3.0, n=400)[0], chance, months=6), AT)
    yield company
    reader.close()


@pytest.mark.feature("ME-5", part="a line in the board pack, the one of the page")
def test_a_promise_stands_in_the_pack_with_the_sentence_of_the_page(planted: Company) -> None:
    found = closed(planted, date(2026, 3, 1), AT)
    stored = files(found)
    (line,) = json.loads(stored["money.json"])["promises"]
    (kept,) = queries.worth_of_promises(actor=SYSTEM, until=UNTIL, promise="delivered_on_time")
    assert line["wording"] == kept.sentence and line["verdict"] == "gain"
    (row,) = load_workbook(BytesIO(stored["pack.xlsx"]))["Promises"].iter_rows(min_row=2, values_only=True)
    assert kept.worth.gain and row[2] == pytest.approx(kept.worth.gain.estimate / 100) and row[7] == kept.sentence
    page = Client()
    page.force_login(get_user_model().objects.get(pk=planted.users["board"]))
    html = page.get(reverse("board:pack", args=[found.id])).content.decode()
    assert escape(kept.sentence) in html and "chart-portfolio" not in html


@pytest.mark.feature("FT-2")
def test_promises_of_case_pack_and_campaign_are_counted_in_home_close_and_pack(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned(company, now)
    before, leader = closed(company, date(2026, 2, 1), now), company.actor("leader")
    campaign = campaigns.add_campaign(
        code="spring", name="Spring", unit_id=company.units["north"], why="", launch_on=date(2026, 4, 1),
        announcement_ids=[], by=leader, at=now,
    )  # fmt: skip
    matter = cases.Matter(kind=CaseKind.ENQUIRY, subject="Where", channel="phone", received_at=now,
                          account_id=company.accounts["A-1"], unit_id=company.units["north-desk"])  # fmt: skip
    case = cases.open_case(matter=matter, by=SYSTEM, at=now)
    made = [
        keeping_promises.promise(
            text=f"Promised in a {source}", whom=whom, due_on=date(2026, 3, 20), source=source, source_id=key,
            owner_id=company.people["north-lead"], by=leader, at=now,
        )
        for source, key, whom in (
            (Source.CASE, case.id, Whom.CUSTOMER), (Source.PACK, before.id, Whom.COLLEAGUES),
            (Source.CAMPAIGN, campaign.id, Whom.CUSTOMER),
        )
    ]  # fmt: skip
    shown = [followthrough.promise(leader, each) for each in made]
    assert [each.source_name for each in shown] == [case.reference, "Board pack, February 2026", "Spring"]
    settle = {"verb": PromiseVerb.KEEP, "words": "Done and seen", "by": leader}
    keeping.settle_promise(promise_id=made[0], at=now, **settle)
    keeping.settle_promise(promise_id=made[1], at=datetime(2026, 3, 25, tzinfo=UTC), **settle)
    said = "Of 3 promises that fell due, 1 was kept on time, 1 late and 0 broken; 1 is overdue."
    assert {line.text: line.count for line in waiting.lines(leader, AT)}["promise is overdue"] == 1
    march = measurement.open_period(kind=PeriodKind.MONTH, day=date(2026, 3, 1), by=leader, at=AT)
    assert said in [line.note for line in queries.checklist(march, AT)]
    found = closed(company, date(2026, 3, 1), AT)
    stored = files(found)
    assert json.loads(stored["money.json"])["kept"] == said
    client = Client()
    client.force_login(get_user_model().objects.get(pk=company.users["board"]))
    monkeypatch.setattr(timezone, "now", lambda: AT)
    page = client.get(reverse("board:pack", args=[found.id])).content.decode()
    assert said in page
    assert board_pack.rendered_again(found.id, 1)["pack.pdf"] == stored["pack.pdf"]
    keeping.settle_promise(promise_id=made[2], at=AT, **settle)
    assert said in client.get(reverse("board:pack", args=[found.id])).content.decode()
