"""Customers who ask for somebody above: counted from cases and interactions, by reason, before and after a change."""

import json
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.models import Case
from heedful.domain.failures import operations
from heedful.domain.failures.enums import Wanted
from heedful.domain.failures.queries import demand as queries
from heedful.domain.failures.rules.demand import asks_above, jump, pareto, rate, suggested
from heedful.domain.journeys.models import Interaction
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import NotFound, Refused
from heedful.interfaces.cli.__main__ import main
from tests.factories.cascades import second
from tests.factories.company import Company
from tests.factories.decisions import approved
from tests.factories.journeys import contacts as interactions
from tests.trust.matrix import key_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def opened(company: Company, at: datetime, words: str = "My parcel?", unit: str = "north-desk") -> Case:
    matter = cases.Matter(
        kind=CaseKind.ENQUIRY, subject=words, channel="phone", received_at=at, unit_id=company.units[unit],
        touchpoint_id=company.touchpoints["call"],
    )  # fmt: skip
    return cases.open_case(matter=matter, by=SYSTEM, at=at)


def asked(company: Company, at: datetime, why: Wanted, missing: str = "", unit: str = "north-desk") -> Case:
    case = opened(company, at, "Can I see the person in charge?", unit)
    agent = company.actor("north-agent" if unit == "north-desk" else "south-agent")
    operations.record_demand(why=why, missing=missing, case_id=case.id, by=agent, at=at)
    return case


@pytest.mark.parametrize(
    ("words", "above", "why"),
    [
        ("Can I see the person in charge? Nobody could explain the fee.", True, Wanted.INFORMATION),
        ("I want your manager: she is not allowed to refund me.", True, Wanted.AUTHORITY),
        ("Je veux parler au responsable.", True, Wanted.OTHER),
        ("The parcel came on Tuesday.", False, Wanted.OTHER),
    ],
)
def test_words_only_suggest(words: str, above: bool, why: Wanted) -> None:
    assert (asks_above(words), suggested(words)) == (above, why)


@given(reasons=st.lists(st.sampled_from("abcde"), min_size=1))
def test_a_pareto_falls_and_ends_at_all(reasons: list[str]) -> None:
    found = pareto(reasons)
    assert [each.n for each in found] == sorted((each.n for each in found), reverse=True)
    assert sum(each.n for each in found) == len(reasons) and found[-1].running == pytest.approx(1)


def test_a_rate_has_its_interval_and_too_few_contacts_give_no_word() -> None:
    found = rate(6, 200)
    assert found is not None and found.value == 30.0
    assert found.low == pytest.approx(13.81, abs=0.05) and found.high == pytest.approx(63.9, abs=0.1)
    assert rate(0, 0) is None
    assert jump("x", (1, 29), (9, 200)) is None and jump("x", (1, 200), (9, 29)) is None
    up, same = jump("x", (4, 200), (24, 200)), jump("x", (4, 200), (6, 200))
    assert up is not None and up.word == "more" and same is not None and same.word == "no sure change"
    down = jump("x", (24, 200), (4, 200))
    assert down is not None and down.word == "fewer"


@pytest.mark.feature("CO-11", part="counted from contacts and cases; Pareto of reasons and of what was missing")
def test_cases_and_interactions_are_counted_once_and_reasons_are_ordered(company: Company, now: datetime) -> None:
    leader, since, until = company.actor("leader"), (now - 20 * DAY).date(), (now + DAY).date()
    interactions(company, [{"started_at": now - n * DAY} for n in (1, 2, 3)], now)
    touched = Interaction.objects.order_by("started_at")[0]
    for n in range(4):
        opened(company, now - n * DAY)
    for missing in ("the fee for storage", "the fee for storage", "a refund above 500"):
        why = Wanted.AUTHORITY if "refund" in missing else Wanted.INFORMATION
        asked(company, now - 2 * DAY, why, missing)
    operations.record_demand(why=Wanted.OTHER, interaction_id=touched.id, by=leader, at=now)
    found = queries.supervisor_demand(leader, since=since, until=until)
    assert (found.contacts, found.demanded) == (10, 4)
    assert found.rate is not None and found.rate.value == pytest.approx(400)
    assert [(each.name, each.n) for each in found.reasons] == [
        ("Missing information", 2), ("Missing authority", 1), ("Other", 1),
    ]  # fmt: skip
    assert [(each.name, each.n) for each in found.missing] == [("the fee for storage", 2), ("a refund above 500", 1)]
    assert sum(each.contacts for each in found.months) == 10 and sum(each.demanded for each in found.months) == 4
    asked(company, now - DAY, Wanted.OTHER, unit="south-desk")
    north = queries.supervisor_demand(company.actor("north-agent"), since=since, until=until)
    assert north.demanded < 5, "the south is out of the north's sight"
    assert all(row.case is None or row.case.unit_id == company.units["north-desk"] for row in north.rows)


def test_what_was_recorded_of_an_interaction_counts_for_the_case_it_led_to(company: Company, now: datetime) -> None:
    leader = company.actor("leader")
    interactions(company, [{"started_at": now - DAY}], now)
    touched, case = Interaction.objects.get(), opened(company, now)
    operations.record_demand(why=Wanted.OTHER, interaction_id=touched.id, by=leader, at=now)
    Case.objects.filter(id=case.id).update(interaction=touched)
    found = queries.supervisor_demand(leader, since=(now - 9 * DAY).date(), until=(now + DAY).date())
    assert (found.contacts, found.demanded) == (1, 1)


def test_one_contact_counts_once_says_what_was_missing_and_is_audited(company: Company, now: datetime) -> None:
    case, agent = opened(company, now, "Can I see the person in charge?"), company.actor("north-agent")
    with pytest.raises(Refused, match="missing"):
        operations.record_demand(why=Wanted.AUTHORITY, case_id=case.id, by=agent, at=now)
    with pytest.raises(Refused, match="short code"):
        operations.record_demand(why=Wanted.OTHER, topic="x" * 65, case_id=case.id, by=agent, at=now)
    with pytest.raises(Refused, match="one contact"):
        operations.record_demand(why=Wanted.OTHER, by=agent, at=now)
    with pytest.raises(NotFound):
        operations.record_demand(why=Wanted.OTHER, case_id=case.id, by=company.actor("south-agent"), at=now)
    kept = operations.record_demand(why=Wanted.OTHER, case_id=case.id, by=agent, at=now)
    assert kept.suggested, "the customer's words suggested it"
    with pytest.raises(Refused, match="already"):
        operations.record_demand(why=Wanted.OTHER, case_id=case.id, by=agent, at=now)
    assert AuditRow.objects.get(action="demand.recorded").entity_id == str(kept.id)
    operations.forget_cases(case_ids=[case.id])


@pytest.mark.feature("CO-11", part="the trend marks the change, and the jump after it")
def test_acceptance_14_the_rate_jumps_after_a_badly_cascaded_change_and_is_marked(
    company: Company, now: datetime
) -> None:
    second(company, now - 50 * DAY)
    effect = now - 20 * DAY
    approved(company, now - 40 * DAY, title="Storage costs money", effective_at=effect)
    for n in range(40):
        opened(company, effect - DAY - n * timedelta(hours=6))
    for n in range(30):
        opened(company, effect + DAY + n * timedelta(hours=6))
    for n in range(12):
        asked(company, effect + DAY + n * timedelta(hours=9), Wanted.INFORMATION, "why storage costs money")
    found = queries.supervisor_demand(company.actor("leader"), since=(now - 60 * DAY).date(), until=(now + DAY).date())
    (marked,) = found.jumps
    assert (marked.change, marked.word) == ("Storage costs money", "more") and marked.low > 0
    assert [each.first for each in found.months if "Storage costs money" in each.changes] == [
        effect.date().replace(day=1)
    ]


@pytest.mark.feature("CO-11", part="one click on the case; page, API and command line count the same")
def test_one_click_on_the_case_and_every_door_counts_it(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: now)
    case, other = opened(company, now - DAY), opened(company, now - DAY)
    agent, leader = Client(), Client()
    for client, name in ((agent, "north-agent"), (leader, "leader")):
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
    assert f"/explain/supervisor/{case.id}/" in agent.get(f"/desk/cases/{case.id}/").content.decode()
    bad = agent.post(f"/explain/supervisor/{case.id}/", {"why": "missing_information"})
    assert bad.status_code == 422 and "say what was missing" in bad.content.decode()
    sent = {"why": "missing_information", "missing": "the new fee"}
    assert agent.post(f"/explain/supervisor/{case.id}/", sent).status_code == 302
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    first = (now - DAY).date().replace(day=1)
    end = (first + timedelta(days=40)).replace(day=1)
    told = Client().get(f"/api/v1/failures/supervisor-demand?since={first}&until={end}", headers=headers).json()
    assert (told["contacts"], told["demanded"], told["missing"][0]["name"]) == (2, 1, "the new fee")
    capsys.readouterr()
    span = ["--since", f"{first:%Y-%m}", "--until", f"{end:%Y-%m}"]
    assert main(["supervisor", "record", other.reference, "other", "--by", "north-agent@simba.example"]) == 0
    capsys.readouterr()
    assert main(["supervisor", "rate", *span, "--by", "leader@simba.example"]) == 0
    assert json.loads(capsys.readouterr().out)["demanded"] == 2
    shown = leader.get("/explain/supervisor/")
    assert shown.context["demand"].demanded == 2 and "the new fee" in shown.content.decode()
    assert leader.get("/explain/supervisor/?since=1990-01").status_code == 409
