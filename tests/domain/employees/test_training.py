"""Who is qualified for complaints: preferred when one is handed over, flagged when not, listed before it runs out."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind, Confirmation, Outcome, Step
from heedful.domain.employees.operations import training
from heedful.domain.employees.queries import training as queries
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.errors import NotFound, Refused
from tests.factories.company import Company

TODAY = date(2026, 3, 17)


def passed(company: Company, name: str, now: datetime, *, until: date = date(2026, 9, 1), **more: Any) -> None:
    told = {"training": "Complaints 1", "passed_on": date(2026, 1, 10), "valid_until": until, **more}
    training.qualify(person_id=company.people[name], by=company.actor("leader"), at=now, **told)


def complaint(company: Company, owner: str, now: datetime) -> UUID:
    matter = cases.Matter(
        kind=CaseKind.COMPLAINT, subject="Broken", channel="web", received_at=now, unit_id=company.units["north-desk"]
    )
    case = cases.open_case(matter=matter, by=SYSTEM, at=now)
    cases.assign(case_id=case.id, owner_id=company.people[owner], by=SYSTEM, at=now)
    return case.id


@pytest.mark.feature("EM-8", part="preferred, flagged when unqualified, the expiry list is right")
def test_preferred_flagged_and_listed(company: Company, now: datetime) -> None:
    lead = company.actor("north-lead")
    first, second = complaint(company, "north-agent", now), complaint(company, "north-agent-2", now)
    assert queries.flagged(lead, TODAY) == [], "nobody is flagged before the first training is recorded"
    passed(company, "north-agent-2", now)
    passed(company, "north-lead", now, until=date(2026, 3, 17))
    passed(company, "south-agent", now, until=date(2026, 2, 1))
    assert [case.id for case in queries.flagged(lead, TODAY)] == [first]
    assert queries.unqualified(company.people["north-agent"], "complaint", TODAY)
    assert not queries.unqualified(company.people["north-agent-2"], "complaint", TODAY)
    assert not queries.unqualified(company.people["north-agent"], "enquiry", TODAY)
    assert {case.id for case in queries.flagged(lead, date(2026, 9, 2))} == {first, second}, "it runs out"
    units = frozenset({company.units["north-desk"]})
    order = [name for _, name, _ in queries.preferred(organisation.colleague_choices(units, TODAY), TODAY)]
    assert order == ["North Agent 2", "North Agent"]
    rows = queries.expiries(company.actor("leader"), TODAY)
    assert [(row.name, row.state, row.days) for row in rows] == [
        ("South Agent", "expired", -44), ("North Lead", "soon", 0), ("North Agent 2", "fine", 168),
    ]  # fmt: skip
    assert [row.name for row in queries.expiries(lead, TODAY)] == ["North Lead", "North Agent 2"]
    passed(company, "south-agent", now, until=date(2027, 1, 1), training="Complaints 2", passed_on=TODAY)
    assert queries.expiries(company.actor("leader"), TODAY)[-1].training == "Complaints 2"


def test_what_is_refused(company: Company, now: datetime) -> None:
    lead = company.actor("north-lead")
    told = {"training": "x", "passed_on": TODAY, "valid_until": date(2027, 1, 1)}
    with pytest.raises(NotFound):
        training.qualify(person_id=company.people["south-agent"], by=lead, at=now, **told)
    with pytest.raises(Refused, match="themselves"):
        training.qualify(person_id=company.people["north-lead"], by=lead, at=now, **told)
    for change in ({"training": " "}, {"passed_on": date(2026, 4, 1)}, {"valid_until": TODAY}):
        with pytest.raises(Refused):
            training.qualify(person_id=company.people["north-agent"], by=lead, at=now, **{**told, **change})


@pytest.mark.feature("EM-8", part="training outcome beside recovery results, with n and interval")
def test_recovery_with_and_without(company: Company, now: datetime) -> None:
    passed(company, "north-agent-2", now)
    for owner, solved in (("north-agent-2", 6), ("north-agent", 2)):
        for number in range(6):
            _closed(company, owner, now, held=number < solved)
    found = queries.recovery(company.actor("north-lead"), now - timedelta(days=19), now + timedelta(days=19))
    assert (found.n, found.others) == (6, 6)
    assert found.solved is not None and found.others_solved is not None
    assert (found.solved.value, found.others_solved.value) == (1.0, pytest.approx(1 / 3))
    assert found.low is not None and found.low > 0
    assert queries.recovery(company.actor("south-lead"), now - timedelta(days=19), now + timedelta(days=19)).n == 0


def _closed(company: Company, owner: str, now: datetime, *, held: bool) -> None:
    case_id = complaint(company, owner, now)
    common: dict[str, Any] = {"case_id": case_id, "by": SYSTEM}
    cases.acknowledge(**common, at=now)
    cases.begin(**common, at=now, impact="No shoes", immediate_action="")
    for step in Step:
        cases.record_step(**common, at=now, step=step, evidence="Called.")
    cases.propose(**common, at=now, findings="Ours", answer="We bring it.", knowingly=True)
    late = now + timedelta(days=15)
    if held:
        cases.accept(case_id=case_id, by=CUSTOMER, at=late)
    else:
        cases.accept(case_id=case_id, by=SYSTEM, at=late, word=Confirmation.SILENCE)
    cases.close(**common, at=late, outcome=Outcome.UPHELD, reason="Ours")
