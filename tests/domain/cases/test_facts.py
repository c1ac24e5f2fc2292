"""Cases and clocks as rows for analysis."""

from datetime import datetime, timedelta

from heedful.domain.cases import facts
from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import Outcome, RedressKind, Step
from heedful.foundation.access import CUSTOMER
from heedful.warehouse.facts import fact
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company


def test_a_closed_and_reopened_case_as_a_fact(house: Company, opened: OpenCase, now: datetime) -> None:
    case, agent = opened(), house.actor("north-agent")
    later = [now + timedelta(minutes=n) for n in range(60)]
    cases.acknowledge(case_id=case.id, by=agent, at=later[1])
    cases.begin(case_id=case.id, impact="x", by=agent, at=later[2])
    for step in (Step.EMPATHISE, Step.APOLOGISE, Step.RESOLVE):
        cases.record_step(case_id=case.id, step=step, evidence="x", by=agent, at=later[2])
    cases.reply(case_id=case.id, body="On it", by=agent, at=later[3])
    for cost in (100, 250):
        cases.record_redress(
            case_id=case.id, kind=RedressKind.REFUND, value_minor=1, cost_minor=cost, currency="KES", by=agent, at=now
        )
    cases.propose(case_id=case.id, answer="Sorry", findings="x", by=agent, at=later[10])
    cases.accept(case_id=case.id, by=CUSTOMER, at=later[11])
    cases.close(case_id=case.id, outcome=Outcome.UPHELD, reason="late", by=agent, at=later[12])
    cases.reopen(case_id=case.id, words="", by=CUSTOMER, at=later[20])
    (row,) = facts.cases([case.id])
    kept = dict(zip(facts.CASES, row, strict=True))
    assert kept | {"id": case.id} == kept
    assert (kept["seconds_to_acknowledge"], kept["seconds_to_first_response"], kept["seconds_to_resolution"]) == (
        60,
        180,
        600,
    )
    assert (kept["outcome"], kept["redress_minor"], kept["reopened"], kept["state"]) == (
        "upheld",
        350,
        True,
        "reopened",
    )
    assert fact("cases").stored(row)[1] == "2026-03-17"
    stored = [dict(zip(facts.CLOCKS, one, strict=True)) for one in map(fact("clocks").stored, facts.clocks(None))]
    assert sorted((one["kind"], one["result"], one["met"], one["missed"]) for one in stored) == sorted(
        [(kind, "met", 1, 0) for kind in ("acknowledge", "first_response", "resolution")]
        + [(kind, "open", 0, 0) for kind in ("acknowledge", "first_response", "resolution")]
    )


def test_a_new_case_has_no_times_yet(house: Company, opened: OpenCase) -> None:
    case = opened(source_metric="nps")
    opened()
    (row,) = facts.cases([case.id])
    kept = dict(zip(facts.CASES, row, strict=True))
    assert [kept[name] for name in ("seconds_to_acknowledge", "outcome", "redress_minor", "reopened")] == [
        None,
        "",
        0,
        False,
    ]
    assert kept["source_metric"] == "nps"
    assert len(list(facts.cases(None))) == 2
    assert len(list(facts.clocks([clock.id for clock in case.episodes.get().clocks.all()]))) == 3
