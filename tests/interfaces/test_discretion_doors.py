"""Discretion by page, API and command line: the same bounds, one ledger that reconciles, one lesson from it."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.models import DiscretionGrant, Exemption, Redress
from heedful.domain.cases.rules.discretion import Limits
from heedful.domain.problems import queries as problems
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company
from tests.factories.leeway import WORDS, bent, case_of, clauses, granted

BACK = timedelta(days=90)
HOUR = timedelta(hours=1)


@dataclass
class House:
    """A company in which agents of Mombasa may waive a fee, and what its colleagues do at its three doors."""

    company: Company
    fee: UUID
    told: Callable[..., str]

    def client(self, name: str) -> Client:
        """Sign a colleague in."""
        client = Client()
        client.force_login(get_user_model().objects.get(pk=self.company.users[name]))
        return client

    def ask(self, door: str, name: str, case_id: UUID, value: int) -> str:
        """Ask for an exemption at a door; return the state that it got."""
        if door == "page":
            form = {"clause": self.fee, "kind": "waiver", "value": f"{value / 100:.2f}", "grounds": "our_fault"}
            sent = self.client(name).post(f"/desk/cases/{case_id}/exempt/", {**form, "words": WORDS})
            assert sent.status_code == 302
        elif door == "api":
            body = {
                "case": str(case_id), "clause": str(self.fee), "kind": "waiver", "value_minor": value,
                "cost_minor": value, "grounds": "our_fault", "words": WORDS,
            }  # fmt: skip
            url = "/api/v1/discretion/exemptions"
            sent = self.client(name).post(url, json.dumps(body), content_type="application/json")
            assert sent.status_code == 201, sent.content
        else:
            reference = queries.find_case(SYSTEM, case_id).reference
            self.told(
                "discretion", "exempt", reference, "return-fee", "--kind", "waiver", "--value", value,
                "--grounds", "our_fault", "--words", WORDS, "--by", f"{name}@simba.example",
            )  # fmt: skip
        return Exemption.objects.filter(case_id=case_id).order_by("-id")[0].state

    def case(self, at: datetime) -> UUID:
        """Open a case of nobody in particular."""
        return case_of(self.company, at, account=None)


@pytest.fixture
def house(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> House:
    monkeypatch.setattr(timezone, "now", lambda: now)

    def told(*words: object, code: int = 0) -> str:
        assert main([str(word) for word in words]) == code
        return "".join(capsys.readouterr())

    fee = clauses(company, now - BACK)["fee"]
    granted(company, fee, now - BACK, limits=Limits(50_000, 80_000, 365, 120_000))
    return House(company, fee, told)


@pytest.mark.feature("CA-9")
@pytest.mark.parametrize("door", ["page", "api", "command"])
def test_role_period_and_amount_bind_at_every_door_and_the_sums_reconcile(
    door: str, house: House, now: datetime
) -> None:
    agent = "north-agent"
    assert house.ask(door, agent, house.case(now), 50_001) == "pending"  # amount: above 500 a case
    assert house.ask(door, "north-lead", house.case(now), 100) == "pending"  # role: only agents hold the grant
    split = house.case(now)
    assert [house.ask(door, agent, split, 25_000) for _ in range(3)] == ["applied", "applied", "pending"]
    mine = [case_of(house.company, now) for _ in range(2)]
    assert house.ask(door, agent, mine[0], 50_000) == "applied"
    assert house.ask(door, agent, mine[1], 30_000) == "pending"  # period: 300 more pass the month's 1,200
    assert house.ask(door, agent, mine[1], 20_000) == "applied"
    assert house.ask(door, agent, house.case(now), 1) == "pending"  # period: nothing of the month is left
    elsewhere = case_of(house.company, now, unit="south-desk", account="A-2")
    granted(house.company, house.fee, now, limits=Limits(50_000, 80_000, 365, 900_000))
    assert house.ask(door, agent, case_of(house.company, now), 20_000) == "pending"  # period: 800 a customer a year
    assert house.ask(door, "south-agent", elsewhere, 100) == "pending"  # role: the grant is Mombasa's
    for grant in DiscretionGrant.objects.all():
        DiscretionGrant.objects.filter(id=grant.id).update(valid_to=max(now, grant.valid_from + HOUR))
    booked = Redress.objects.aggregate(sum=Sum("cost_minor"))["sum"]
    assert booked == Exemption.objects.filter(state="applied").aggregate(sum=Sum("cost_minor"))["sum"] == 120_000


@pytest.mark.feature("CA-9", part="a grant that has ended binds at every door")
@pytest.mark.parametrize("door", ["page", "api", "command"])
def test_after_its_last_day_a_grant_opens_nothing(door: str, house: House, now: datetime) -> None:
    DiscretionGrant.objects.update(valid_to=now - HOUR)
    assert house.ask(door, "north-agent", house.case(now), 100) == "pending"


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_ledger_is_one_at_every_door_and_its_total_the_sum_of_its_rows(house: House, now: datetime) -> None:
    agent, lead = house.company.actor("north-agent"), house.client("leader")
    for value, cost in ((30_000, 10_001), (20_000, 20_000), (90_000, 90_000)):
        cases.exempt(case_id=house.case(now), bent=bent(house.fee, value, cost_minor=cost), by=agent, at=now)
    cases.exempt(
        case_id=house.case(now), bent=bent(house.fee, 400, happened_at=now - timedelta(days=40)), by=agent, at=now
    )
    asked = lead.get("/api/v1/discretion/ledger?limit=2").json()
    (total,) = asked["totals"]
    assert (asked["total"], len(asked["items"]), total["n"]) == (4, 2, 4)
    assert (total["cost_minor"], total["booked_minor"], total["reconciles"]) == (30_401, 30_401, True)
    rows = lines(_streamed(lead))
    assert sum(int(row["Cost, minor units"]) for row in rows) == 30_401
    printed = house.told("discretion", "ledger", "--by", "leader@simba.example")
    assert "4 rows, cost 304.01 KES, booked as redress 304.01: reconciles" in printed
    assert [row["Case"] for row in lines(printed) if row["Case"]][:4] == [row["Case"] for row in rows]
    page = _plain(lead.get("/manage/discretion/ledger/").content.decode())
    assert "304.01 KES of cost in 4 exemptions" in page.replace("\u202f", " ")
    assert "reconciles" in page
    assert "does not reconcile" not in page
    Redress.objects.filter(cost_minor=10_001).update(cost_minor=10_000)  # what somebody changed by hand shows
    assert "does not reconcile" in lead.get("/manage/discretion/ledger/").content.decode()
    assert lead.get("/api/v1/discretion/ledger").json()["totals"][0]["reconciles"] is False


def _streamed(client: Client, query: str = "") -> str:
    response: Any = client.get(f"/manage/discretion/ledger.csv{query}")
    return b"".join(response.streaming_content).decode()


def _plain(html: str) -> str:
    return html.replace("\u00a0", " ")


def test_filters_choose_the_same_rows_on_page_file_and_api(house: House, now: datetime) -> None:
    agent, leader = house.company.actor("north-agent"), house.client("leader")
    done = cases.exempt(case_id=house.case(now), bent=bent(house.fee, 700), by=agent, at=now)
    asked = cases.exempt(case_id=house.case(now), bent=bent(house.fee, 90_000), by=agent, at=now)
    old = bent(house.fee, 500, happened_at=now - timedelta(days=30))
    before = cases.exempt(case_id=house.case(now), bent=old, by=house.company.actor("north-agent-2"), at=now)
    today, reference = f"{now:%Y-%m-%d}", lambda each: queries.find_case(SYSTEM, each.case_id).reference
    for query, wanted in (
        ("?state=applied", {done, before}),
        ("?state=pending", {asked}),
        (f"?first={today}&last={today}", {done, asked}),
        (f"?last={now - timedelta(days=29):%Y-%m-%d}", {before}),
        (f"?person={house.company.people['north-agent-2']}", {before}),
        (f"?clause={house.fee}", {done, asked, before}),
        (f"?unit={house.company.units['south-desk']}", set()),
    ):
        expected = {reference(each) for each in wanted}
        assert {row["case"] for row in leader.get(f"/api/v1/discretion/ledger{query}").json()["items"]} == expected
        assert {row["Case"] for row in lines(_streamed(leader, query))} == expected
        assert set(
            re.findall(r"HD-\d{4}-\d{6}", leader.get(f"/manage/discretion/ledger/{query}").content.decode())
        ) == (expected)
    for wrong in ("?state=x", "?first=never", f"?first={today}&last=2020-01-01"):
        assert leader.get(f"/manage/discretion/ledger/{wrong}").status_code == 422
    assert leader.get("/api/v1/discretion/ledger?first=0001-01-01").status_code == 422
    assert house.client("north-agent").get("/manage/discretion/ledger/").status_code == 404
    assert house.client("south-lead").get("/api/v1/discretion/ledger").json()["total"] == 0
    house.told("discretion", "ledger", "--by", "north-agent@simba.example", code=2)


def planted(house: House, now: datetime) -> UUID:
    """Bend the fee often and well, a second rule more often and badly; let one agent flout; return the second."""
    from heedful.domain.strategy import operations as strategy

    other = strategy.word_clause(
        policy_code="returns", code="label-fee", title="Label fee", text="A label costs 100.", why="It pays.",
        exemptable=True, by=SYSTEM, at=now - BACK,
    ).clause_id  # fmt: skip
    plenty = Limits(50_000, 80_000, 365, 9_000_000)
    for each in (house.fee, other):
        granted(house.company, each, now - BACK, limits=plenty)
    careful = house.company.actor("north-agent")
    for month in range(3):
        at = now - timedelta(days=30 * month + 1)
        for place in range(12):
            case_id = house.case(at - HOUR)
            clause = house.fee if place < 5 else other
            words = f"The courier came {place} times in vain in month {month}."
            cases.exempt(case_id=case_id, bent=bent(clause, 20_000, words=words), by=careful, at=at - HOUR / 2)
            if place < 6:  # five of five of the fee, one of seven of the label
                cases.acknowledge(case_id=case_id, by=careful, at=at)
                cases.begin(case_id=case_id, by=careful, at=at)
                cases.propose(case_id=case_id, answer="We waive it.", by=careful, at=at)
                cases.accept(case_id=case_id, by=CUSTOMER, at=at)
        for _ in range(20):
            house.case(at)
    flouting = house.company.actor("north-agent-2")
    for day in (20, 21, 22):
        at = now - timedelta(days=day)
        cases.exempt(case_id=house.case(at), bent=bent(other, 10_000, words="goodwill for them"), by=flouting, at=at)
    return other


FLOUTING = "the same colleague, no reason of its own, no outcome"


@pytest.mark.feature("CA-10")
def test_the_planted_rule_tops_the_list_and_flouting_is_found_at_every_door(house: House, now: datetime) -> None:
    planted(house, now)
    leader = house.client("leader")
    learned = leader.get("/api/v1/discretion/learning").json()
    assert [(line["title"], line["n"], line["well"], line["change"]) for line in learned["clauses"]] == [
        ("Return fee", 15, 15, True),
        ("Label fee", 24, 3, False),
    ]
    (look,) = [look for look in learned["look_here"] if look["because"] == FLOUTING]
    assert (look["person"], look["observed"], len(look["cases"])) == ("North Agent 2", 3, 3)
    page = leader.get("/manage/discretion/").content.decode()
    assert page.index("Return fee</td>" if "Return fee</td>" in page else "Return fee") < page.index("Label fee")
    assert FLOUTING.capitalize() in page
    assert "North Agent 2" in page
    printed = house.told("discretion", "learning", "--by", "leader@simba.example")
    assert printed.splitlines()[0].startswith("Return fee: 15 times, 15 taken well (100 %")
    assert printed.splitlines()[0].endswith("propose a change")
    assert f"look: {FLOUTING} (North Agent 2): HD-" in printed


def test_flouting_needs_three_all_without_reason_and_outcome(house: House, now: datetime) -> None:
    agent, at = house.company.actor("north-agent"), now - timedelta(days=20)

    def found() -> list[int]:
        looks = queries.look_here(house.company.actor("leader"), at=now)
        return [look.observed for look in looks if look.because == FLOUTING]

    def give(words: str, when: datetime) -> UUID:
        case_id = house.case(when)
        cases.exempt(case_id=case_id, bent=bent(house.fee, 10_000, words=words), by=agent, at=when)
        return case_id

    for day in range(2):
        give("goodwill for them", at - timedelta(days=day))
    give("The driver left it at a wrong door and it was stolen.", at)
    give("goodwill for them", now - timedelta(days=1))  # its outcome may still come
    assert found() == []
    last = give("goodwill for them", at)
    assert found() == [3]
    cases.acknowledge(case_id=last, by=agent, at=at)
    cases.begin(case_id=last, by=agent, at=at)
    cases.close(case_id=last, by=agent, at=at)
    assert found() == []


def test_a_proposal_opens_a_problem_only_where_the_exemptions_show_it(house: House, now: datetime) -> None:
    label = planted(house, now)
    leader = house.client("leader")
    sent = leader.post(f"/manage/discretion/clauses/{house.fee}/propose/")
    assert sent.status_code == 302
    (row,) = problems.listed(house.company.actor("leader"), status="all", words="")
    assert row.problem.statement == "Return fee: gave way 15 times in 3 months, 15 taken well; change the rule"
    refused = leader.post(f"/manage/discretion/clauses/{label}/propose/")
    assert "do not show that this rule should change" in refused.content.decode()
    body = json.dumps({"unit": str(house.company.units["root"])})
    url = f"/api/v1/discretion/clauses/{label}/proposal"
    assert leader.post(url, body, content_type="application/json").status_code == 422
    again = leader.post(url.replace(str(label), str(house.fee)), body, content_type="application/json")
    assert again.status_code == 201
    assert house.client("south-lead").post(f"/manage/discretion/clauses/{house.fee}/propose/").status_code == 404
