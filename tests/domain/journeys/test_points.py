"""Critical success points: the order is that of the published formula, and what lacks a standard says so."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from heedful.domain.customers import operations as customers
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.journeys import operations, queries
from heedful.domain.journeys.enums import Measure, TouchpointKind
from heedful.domain.journeys.rules.points import score
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Denied
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company
from tests.factories.journeys import contacts, mapped

SINCE, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
STEPS = (
    # code, touchpoint, importance, contacts of A-1, of A-2, of which failed
    ("a", "place-a", 5, 40, 0, 10),
    ("b", "place-b", 5, 20, 20, 10),
    ("c", "place-c", 1, 40, 40, 60),
    ("d", "place-d", 3, 0, 31, 31),
    ("few", "place-few", 5, 29, 0, 29),
    ("quiet", "place-quiet", 5, 0, 0, 0),
    ("loose", "", 4, 0, 0, 0),
)
MONEY = {"A-1": 1_000_000, "A-2": 200_000}


def house(company: Company, now: datetime) -> None:
    lines = ["journey: points", "name: Points", "stages:", "  - code: one", "    name: One", "    steps:"]
    told = []
    for code, place, importance, first, second, failed in STEPS:
        lines += [f"      - code: {code}", f"        name: Step {code}", "        actor: Us", "        side: front"]
        if place:
            company.touchpoints[place] = operations.add_touchpoint(
                code=place, name=place, journey="Points", kind=TouchpointKind.VIRTUAL, by=SYSTEM, at=now
            ).id
            lines.append(f"        touchpoint: {place}")
        lines.append(f"        importance: {importance}")
        accounts = ["A-1"] * first + ["A-2"] * second
        told += [
            {"account": account, "touchpoint": place, "started_at": now - timedelta(days=3),
             "first_contact_resolved": n >= failed}
            for n, account in enumerate(accounts)
        ]  # fmt: skip
    mapped(now, "\n".join([*lines, "      - {code: z, name: No point, actor: Us, side: back}", ""]))
    contacts(company, told, now)
    for month in (date(2025, 3, 1), date(2026, 1, 1), date(2026, 3, 1)):
        sums = [RevenueInput(code, month, amount // 2) for code, amount in MONEY.items()]
        customers.load_revenue(
            source="ledger", month=month, currency="KES", lines=sums, control_minor=600_000, by=SYSTEM, at=now
        )
    customers.load_revenue(
        source="other", month=date(2026, 1, 1), currency="USD", lines=[RevenueInput("A-2", date(2026, 1, 1), 9)],
        control_minor=9, by=SYSTEM, at=now,
    )  # fmt: skip
    refresh(at=now)


@pytest.mark.feature("JO-2")
def test_points_are_ordered_by_the_formula_and_each_has_a_standard_or_is_a_gap(company: Company, now: datetime) -> None:
    house(company, now)
    operations.publish_standard(
        code="s", name="S", touchpoint="place-b", measure=Measure.FIRST_CONTACT, limit=0, share=90,
        owner_id=company.people["leader"], why="asked for", by=SYSTEM, at=now - timedelta(days=9),
    )  # fmt: skip
    found = queries.points(company.actor("leader"), SINCE, UNTIL)
    # Twelve whole months before April 2026: January and March with half of it each; March 2025 and USD stay out.
    money = MONEY
    by_hand = {
        "a": Fraction(5, 5) * Fraction(10, 40) * money["A-1"],  # 250,000
        "b": Fraction(5, 5) * Fraction(10, 40) * (money["A-1"] + money["A-2"]),  # 300,000
        "c": Fraction(1, 5) * Fraction(60, 80) * (money["A-1"] + money["A-2"]),  # 180,000
        "d": Fraction(3, 5) * Fraction(31, 31) * money["A-2"],  # 120,000
    }
    ranked = [each for each in found if each.place]
    assert [each.step.code for each in ranked] == sorted(by_hand, key=by_hand.__getitem__, reverse=True)
    assert [each.place for each in ranked] == [1, 2, 3, 4]
    for each in ranked:
        assert each.score.estimate == pytest.approx(float(by_hand[each.step.code]))
        assert each.score.low is not None and each.score.high is not None
        assert each.score.low <= each.score.estimate <= each.score.high
        assert each.currency == "KES"
    rest = {each.step.code: each for each in found if not each.place}
    assert set(rest) == {"few", "quiet", "loose"}, "too few contacts: no rank"
    assert {each.step.code: each.gap for each in found} == {
        "a": "no standard", "b": "", "c": "no standard", "d": "no standard", "few": "no standard",
        "quiet": "no standard", "loose": "no touchpoint: nothing is measured here",
    }  # fmt: skip


def test_points_need_the_right_to_see_revenue(company: Company, now: datetime) -> None:
    house(company, now)
    with pytest.raises(Denied):
        queries.points(company.actor("north-lead"), SINCE, UNTIL)
    assert queries.points(company.actor("board"), SINCE, UNTIL)[0].step.code == "b"


def test_nothing_judged_scores_nothing() -> None:
    assert score(5, 0, 0, 1_000) == 0
