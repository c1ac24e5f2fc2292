"""A plan rests on a pattern, never on chance or on few answers; the colleague may answer back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from heedful.domain.employees.enums import Behaviour, Form
from heedful.domain.employees.operations import coaching
from heedful.domain.employees.queries import coaching as queries
from heedful.domain.employees.rules.coaching import LEAST, Heard, at_least, patterns
from heedful.domain.organisation import operations as organisation
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.notify.models import Notice
from tests.factories.colleagues import answers
from tests.factories.company import SINCE, Company

WEEK = timedelta(days=7)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 30), st.integers(0, 30))
def test_the_exact_test_is_that_of_scipy(a: int, b: int, c: int, d: int) -> None:
    if a + b and c + d:
        expected = fisher_exact([[a, b], [c, d]], alternative="greater").pvalue
        assert at_least(a, a + b, a + c, a + b + c + d) == pytest.approx(expected, abs=1e-9)


def test_alpha_is_shared_by_who_is_compared() -> None:
    found = patterns({"a": Heard(6, 12), "b": Heard(2, 20), "c": Heard(2, 20), "d": Heard(9, 9)})
    assert found["a"].limit == pytest.approx(0.05 / 3)
    assert not found["d"].enough


def plan(company: Company, person: str, evidence: list[Any], now: datetime, by: str = "north-lead", **more: Any) -> Any:
    told = {
        "behaviour": Behaviour.LISTEN, "form": Form.ONE_TO_ONE, "aim": "Customers finish their sentence",
        "due_on": date(2026, 4, 20), **more,
    }  # fmt: skip
    return coaching.agree_plan(
        person_id=company.people[person], evidence=evidence, by=company.actor(by), at=now, **told
    )


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_no_pattern_is_ever_seen_in_few_answers(told: dict[str, tuple[int, int]]) -> None:
    found = patterns({name: Heard(min(bad, n), n) for name, (bad, n) in told.items()})
    assert all(one.own.n >= LEAST for one in found.values() if one.enough)


@pytest.mark.feature("EM-3")
def test_a_plan_from_a_pattern(company: Company, now: datetime) -> None:
    words = answers(company, "north-agent", bad=9, good=6, at=now - WEEK)
    few = answers(company, "north-agent-2", bad=3, good=6, at=now - WEEK)
    with pytest.raises(Refused, match="too few"):
        plan(company, "north-agent", words[:1], now)
    answers(company, "north-agent-2", bad=0, good=20, at=now - 2 * WEEK)
    with pytest.raises(Refused, match="no pattern"):
        plan(company, "north-agent-2", few[:1], now)
    for wrong in ([], few[:1], words[:4]):
        with pytest.raises(Refused, match="words of customers"):
            plan(company, "north-agent", wrong, now)
    with pytest.raises(Refused):
        plan(company, "north-agent", words[:2], now, due_on=now.date())
    with pytest.raises(Refused, match="few"):
        plan(company, "north-agent", words[:2], now, by="south-lead")
    made = plan(company, "north-agent", words[:2], now)
    agent, lead = company.actor("north-agent"), company.actor("north-lead")
    assert made.pattern["n"] == 15
    assert len(queries.evidence(agent, made)) == 2
    assert Notice.objects.filter(person_id=agent.id, url__contains=str(made.id)).exists()
    coaching.reply(plan_id=made.id, text="The line was bad that week.", by=agent, at=now)
    assert Notice.objects.filter(person_id=lead.id, subject__contains="answered").exists()
    for other in ("north-agent-2", "south-lead", "board"):
        with pytest.raises(NotFound):
            queries.find_plan(company.actor(other), made.id)
    with pytest.raises(Denied):
        coaching.end_plan(plan_id=made.id, verb="finish", by=agent, at=now)
    with pytest.raises(Refused, match="practised already"):
        plan(company, "north-agent", words[:2], now)
    assert coaching.end_plan(plan_id=made.id, verb="finish", by=lead, at=now + WEEK).state == "done"
    with pytest.raises(Refused):
        coaching.end_plan(plan_id=made.id, verb="drop", by=lead, at=now + WEEK)


@pytest.mark.feature("EM-4", part="from plans that were done to the sentence, beside peers who were not coached")
def test_the_round_is_judged_from_what_customers_say(company: Company, now: datetime) -> None:
    before, after = now - 3 * WEEK, now + 5 * WEEK
    lead, staff = company.actor("north-lead"), []
    for number in range(18):
        staff.append(
            organisation.add_person(
                name=f"Desk {number}", email=f"desk{number}@simba.example", unit_id=company.units["north-desk"],
                since=SINCE, by=SYSTEM, at=now,
            ).id
        )  # fmt: skip
    for number, person in enumerate(staff):
        bad = 13 if number < 6 else 1 + number % 3
        words = answers(company, f"d{number}", bad=bad, good=14 - bad, at=before, person=person)
        answers(company, f"e{number}", bad=1 + number % 3, good=13 - number % 3, at=after, person=person)
        staff[number] = (person, words)
    window = (date(2026, 3, 16), date(2026, 4, 1))
    assert "Nothing can be said" in queries.did_it_work(lead, *window).sentence
    for person, words in staff[:6]:
        made = coaching.agree_plan(
            person_id=person, behaviour=Behaviour.OWN, form=Form.WORKSHOP, aim="x", due_on=date(2026, 3, 30),
            evidence=words[:1], by=lead, at=now,
        )  # fmt: skip
        coaching.end_plan(plan_id=made.id, verb="finish", by=lead, at=now + WEEK)
    found = queries.did_it_work(lead, *window)
    assert (found.coached, found.finding.n_used) == (6, 18)
    assert "caused" not in found.sentence
    assert found.finding.low is not None
