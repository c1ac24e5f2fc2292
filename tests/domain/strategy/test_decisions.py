"""Decisions: why, burden on customers, approval by somebody else, embargo with an end, the ledger."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.strategy import operations, queries
from heedful.domain.strategy.enums import DecisionState, DecisionVerb
from heedful.domain.strategy.models import Decision
from heedful.domain.strategy.rules.burden import Burden, hours_a_year
from heedful.domain.strategy.rules.decisions import Incomplete, gaps, weak_why
from heedful.domain.strategy.rules.states import TRANSITIONS, NotAllowed, next_state
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.notify import queries as notices
from tests.factories.company import Company
from tests.factories.decisions import WHY, approved, burden, proposal

pytestmark = pytest.mark.django_db


def proposed(company: Company, at: datetime, **changes: object) -> Decision:
    return operations.propose(
        code="plan",
        told=proposal(at, **changes),
        unit_id=company.units["root"],
        owner_id=company.people["leader"],
        by=company.actor("leader"),
        at=at,
    )


@pytest.mark.feature("ST-6")
@pytest.mark.invariant("M12")
def test_a_decision_that_touches_customers_needs_its_burden_and_the_ledger_is_their_sum(
    company: Company, now: datetime
) -> None:
    leader, board = company.actor("leader"), company.actor("board")
    made = proposed(company, now)
    with pytest.raises(Incomplete, match="what it asks of customers"):
        operations.approve(decision_id=made.id, by=board, at=now)
    with pytest.raises(Refused, match="asks of customers"):
        operations.assess(decision_id=made.id, burdens=[], by=leader, at=now)
    lines = [burden(segment="key"), burden(segment="standard", seconds_after=60, documents_after=1)]
    operations.assess(decision_id=made.id, burdens=lines, by=leader, at=now)
    operations.approve(decision_id=made.id, by=board, at=now)
    approved(company, now, code="other")
    (quarter,) = queries.ledger(leader)
    assert [line.hours for line in quarter.lines] == [Fraction(8_000), Fraction(8_000), Fraction(-4_000, 3)]
    assert quarter.hours == hours_a_year([*lines, burden()])
    assert quarter.lines[2].own_units == {"documents": 1}


@given(
    lines=st.lists(
        st.builds(
            burden,
            segment=st.uuids().map(str),
            customers=st.integers(0, 10**6),
            times_a_year=st.decimals("0.01", "400", places=2),
            seconds_before=st.integers(0, 10**5),
            seconds_after=st.integers(0, 10**5),
        ),
        max_size=6,
    )
)
@pytest.mark.invariant("M12")
def test_hours_are_the_exact_sum_in_any_order_and_relief_is_negative(lines: list[Burden]) -> None:
    assert hours_a_year(lines) == sum((hours_a_year([each]) for each in reversed(lines)), Fraction(0))
    for each in lines:
        gain = each.seconds_after - each.seconds_before
        assert (hours_a_year([each]) < 0) == (gain < 0 and each.customers > 0)


def test_one_more_form_for_forty_thousand_customers_is_shown_in_hours() -> None:
    assert hours_a_year([burden(times_a_year=Decimal("1.5"))]) == 6_000


@pytest.mark.invariant("M18")
def test_nobody_approves_their_own_decision_by_any_way(company: Company, now: datetime) -> None:
    leader = company.actor("leader")
    made = proposed(company, now)
    operations.assess(decision_id=made.id, burdens=[burden()], by=leader, at=now)
    with pytest.raises(Denied, match="their own"):
        operations.approve(decision_id=made.id, by=leader, at=now)
    with pytest.raises(Denied, match="only a person"):
        operations.approve(decision_id=made.id, by=SYSTEM, at=now)
    with pytest.raises(NotFound):
        operations.approve(decision_id=made.id, by=company.actor("north-lead"), at=now)
    with pytest.raises(Denied, match="your role"):
        operations.approve(decision_id=made.id, by=company.actor("analyst"), at=now)
    own = {"state": "approved", "approved_at": now, "approved_by_id": company.people["leader"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=made.id).update(**own)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"why": " "}, "the why"),
        ({"effective_at": None}, "the date"),
        ({"burdens": 0}, "what it asks of customers"),
    ],
)
def test_every_gap_is_named(now: datetime, changes: dict[str, object], named: str) -> None:
    whole: dict[str, object] = {
        "touches_customers": True,
        "why": WHY,
        "effective_at": now,
        "burdens": 1,
        "no_burden_because": "",
    }
    assert gaps(**whole) == []  # type: ignore[arg-type]  # shorthand
    (gap,) = gaps(**whole | changes)  # type: ignore[arg-type]  # shorthand
    assert gap.startswith(named)


def test_approval_without_why_or_date_is_refused_with_all_gaps(company: Company, now: datetime) -> None:
    made = proposed(company, now, why="", effective_at=None)
    operations.assess(decision_id=made.id, burdens=[burden()], by=company.actor("leader"), at=now)
    with pytest.raises(Incomplete, match="the why; the date"):
        operations.approve(decision_id=made.id, by=company.actor("board"), at=now)


def test_a_weak_why_is_flagged_in_words() -> None:
    assert weak_why(WHY, "Parcels are sorted once.") == []
    assert weak_why("Parcels are sorted once, at night.", "Parcels are sorted once, at night.") == [
        "has fewer than 12 words",
        "names no cause",
        "repeats what was decided",
    ]


def test_a_decision_without_burden_says_why_it_asks_nothing(company: Company, now: datetime) -> None:
    made = proposed(company, now)
    leader = company.actor("leader")
    operations.assess(decision_id=made.id, burdens=[], no_burden_because="Nobody notices.", by=leader, at=now)
    assert operations.approve(decision_id=made.id, by=company.actor("board"), at=now).state == DecisionState.APPROVED
    assert queries.ledger(leader) == []


@pytest.mark.invariant("M7")
def test_an_embargo_has_a_reason_and_an_end_when_it_returns_to_its_owner(company: Company, now: datetime) -> None:
    made, board = approved(company, now), company.actor("board")
    for until, because in ((now + timedelta(days=2), " "), (now, "Talks are open.")):
        with pytest.raises(Refused):
            operations.embargo(decision_id=made.id, until=until, because=because, by=board, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=made.id).update(state="embargoed", embargo_because="Talks are open.")
    until = now + timedelta(days=2)
    operations.embargo(decision_id=made.id, until=until, because="Talks are open.", by=board, at=now)
    with pytest.raises(NotFound):
        queries.found(company.actor("analyst"), made.id)
    assert queries.found(company.actor("leader"), made.id).state == DecisionState.EMBARGOED
    assert operations.move_due(by=SYSTEM, at=until - timedelta(seconds=1)) == 0
    assert operations.move_due(by=SYSTEM, at=until) == 1
    assert operations.move_due(by=SYSTEM, at=until) == 0
    assert queries.found(company.actor("analyst"), made.id).state == DecisionState.APPROVED
    assert "has ended" in notices.notices(company.people["leader"])[0].subject


def test_an_announced_decision_takes_effect_on_its_day_and_is_reviewed_against_what_was_assumed(
    company: Company, now: datetime
) -> None:
    made, leader = approved(company, now), company.actor("leader")
    effect = now + timedelta(days=10)
    assert queries.unannounced(leader, effect) == [made]
    operations.announced(decision_id=made.id, by=leader, at=now)
    assert queries.unannounced(leader, effect) == []
    operations.move_due(by=SYSTEM, at=effect)
    held = queries.found(leader, made.id)
    assert (held.state, held.review_due_on) == (DecisionState.IN_EFFECT, (effect + timedelta(days=90)).date())
    with pytest.raises(Refused, match="every assumed segment"):
        operations.review(decision_id=made.id, observed={"key": 600}, by=leader, at=effect)
    operations.review(decision_id=made.id, observed={"": 600}, by=leader, at=effect)
    line = queries.ledger(leader)[0].lines[0]
    assert (line.hours, line.observed_hours) == (8_000, Fraction(32_000, 3))


def test_what_is_approved_stands_and_what_is_open_can_be_written_anew(company: Company, now: datetime) -> None:
    leader = company.actor("leader")
    made = proposed(company, now, touchpoint_ids=(company.touchpoints["delivery"],))
    told = proposal(now, title="Night sorting", touchpoint_ids=(company.touchpoints["call"],))
    assert operations.amend(decision_id=made.id, told=told, by=leader, at=now).title == "Night sorting"
    assert [row.touchpoint_id for row in made.touchpoints.all()] == [company.touchpoints["call"]]
    with pytest.raises(Refused, match="empty"):
        operations.amend(decision_id=made.id, told=proposal(now, forum=" "), by=leader, at=now)
    with pytest.raises(Refused, match="another decision"):
        proposed(company, now)
    with pytest.raises(Refused, match="twice"):
        operations.assess(decision_id=made.id, burdens=[burden(), burden()], by=leader, at=now)
    done = approved(company, now, code="done")
    with pytest.raises(Refused, match="stands as it is"):
        operations.amend(decision_id=done.id, told=told, by=leader, at=now)
    assert operations.withdraw(decision_id=done.id, by=leader, at=now).state == DecisionState.WITHDRAWN


def test_two_who_act_at_once_cannot_both_win(company: Company, now: datetime) -> None:
    from heedful.domain.strategy.operations.record import move

    stale = proposed(company, now)
    operations.withdraw(decision_id=stale.id, by=company.actor("leader"), at=now)
    with pytest.raises(Conflict):
        move(decision=stale, verb=DecisionVerb.WITHDRAW, by=SYSTEM, at=now)


def test_the_table_knows_every_state_and_refuses_the_rest() -> None:
    assert set(TRANSITIONS) == set(DecisionState)
    with pytest.raises(NotAllowed, match="Possible now: assess, withdraw"):
        next_state(DecisionState.DRAFT, DecisionVerb.APPROVE)
    with pytest.raises(NotAllowed, match="none"):
        next_state(DecisionState.WITHDRAWN, DecisionVerb.APPROVE)
