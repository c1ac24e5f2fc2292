"""Discretion: at once inside the grant, asked above it, never beyond a limit, and what is learned from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries
from heedful.domain.cases.enums import ExemptionState, RedressKind, Review
from heedful.domain.cases.models import DiscretionGrant, Exemption, Redress
from heedful.domain.cases.rules.discretion import (
    Limits,
    Used,
    approved_share,
    check_approver,
    check_asked,
    check_limits,
    exceeded,
)
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import Company
from tests.factories.leeway import WORDS, bent, case_of, clauses, granted


@pytest.fixture
def fee(company: Company, now: datetime) -> UUID:
    found = clauses(company, now - timedelta(days=90))
    granted(company, found["fee"], now - timedelta(days=90))
    return found["fee"]


@pytest.mark.feature("CA-9", part="inside at once, above asked; sums reconcile")
def test_inside_the_grant_at_once_above_it_asked(company: Company, fee: UUID, now: datetime) -> None:
    agent, lead = company.actor("north-agent"), company.actor("north-lead")
    case_id = case_of(company, now)
    done = cases.exempt(case_id=case_id, bent=bent(fee), by=agent, at=now)
    assert (done.state, done.decided_by_id) == (ExemptionState.APPLIED, None)
    split = cases.exempt(case_id=case_id, bent=bent(fee), by=agent, at=now)
    assert split.state == ExemptionState.PENDING  # two of 300 are 600, and 500 is the limit of a case
    assert [one.id for one in queries.waiting(lead)] == [split.id]
    assert queries.waiting(company.actor("south-lead")) == []
    with pytest.raises(Denied, match="what your grants cover"):
        cases.approve(exemption_id=split.id, by=lead, at=now)
    granted(company, fee, now, role=Role.TEAM_LEADER, limits=Limits(90_000, 100_000, 365, 1_000_000))
    approved = cases.approve(exemption_id=split.id, by=lead, at=now)
    assert (approved.state, approved.decided_by_id) == (ExemptionState.APPLIED, company.people["north-lead"])
    with pytest.raises(Refused, match="settled"):
        cases.reject(exemption_id=split.id, by=lead, at=now)
    applied = Exemption.objects.filter(state="applied").aggregate(sum=Sum("cost_minor"))["sum"]
    assert applied == Redress.objects.aggregate(sum=Sum("cost_minor"))["sum"] == 60_000


def test_a_customer_and_a_month_have_limits_too(company: Company, fee: UUID, now: datetime) -> None:
    agent = company.actor("north-agent")
    states = [
        cases.exempt(case_id=case_of(company, now), bent=bent(fee), by=agent, at=now + timedelta(minutes=n)).state
        for n in range(3)
    ]
    assert states == ["applied", "applied", "pending"]
    later = now + timedelta(days=366)
    assert cases.exempt(case_id=case_of(company, now), bent=bent(fee), by=agent, at=later).state == "applied"
    other = [
        cases.exempt(case_id=case_of(company, now, account=None), bent=bent(fee, 50_000), by=agent, at=now).state
        for _ in range(9)
    ]
    assert other == ["applied"] * 8 + ["pending"]  # 600 and eight times 500 of the 5,000 of this month


def test_a_grant_says_what_where_and_how_much(company: Company, fee: UUID, now: datetime) -> None:
    closed = queries_clause(company, now)
    for change, word in (
        ({"clause_ids": [closed]}, "bear exemption"),
        ({"clause_ids": []}, "bear exemption"),
        ({"limits": Limits(0, 1, 365, 1)}, "limits rise"),
        ({"limits": Limits(5, 4, 365, 9)}, "limits rise"),
        ({"limits": Limits(1, 2, 0, 9)}, "some days"),
        ({"currency": "K"}, "currency"),
    ):
        with pytest.raises(Refused, match=word):
            granted(company, fee, now, **change)
    with pytest.raises(Denied):
        cases.grant_discretion(
            role=Role.AGENT, unit_id=company.units["north"], clause_ids=[fee], kinds=[RedressKind.WAIVER],
            limits=Limits(1, 1, 1, 1), currency="KES", by=company.actor("north-lead"), at=now,
        )  # fmt: skip
    grant = DiscretionGrant.objects.get()
    with pytest.raises(NotFound):
        cases.end_grant(grant_id=grant.id, by=company.actor("north-lead"), at=now)
    cases.end_grant(grant_id=grant.id, by=company.actor("leader"), at=now)
    asked = cases.exempt(
        case_id=case_of(company, now), bent=bent(fee), by=company.actor("north-agent"), at=now + timedelta(hours=1)
    )
    assert asked.state == "pending"


def queries_clause(company: Company, now: datetime) -> UUID:
    from heedful.domain.strategy import queries as strategy

    return strategy.clause("proof").id


@pytest.mark.feature("EM-6", part="the card shows the grants that are enforced")
def test_the_card_is_what_is_enforced(company: Company, fee: UUID, now: datetime) -> None:
    agent = company.actor("north-agent")
    (offer,) = queries.offers(agent, now)
    assert (offer.grant.case_minor, offer.left_minor) == (50_000, 500_000)
    assert offer.clauses == [(fee, "Return fee", "A return costs 300.")]
    assert queries.offers(company.actor("south-agent"), now) == []
    assert queries.offers(company.actor("north-lead"), now) == []
    over = cases.exempt(case_id=case_of(company, now), bent=bent(fee, offer.grant.case_minor + 1), by=agent, at=now)
    assert over.state == "pending"
    inside = cases.exempt(case_id=case_of(company, now), bent=bent(fee, offer.grant.case_minor), by=agent, at=now)
    assert inside.state == "applied"
    assert queries.offers(agent, now)[0].left_minor == 450_000


@pytest.mark.invariant("C16")
def test_a_closed_clause_is_never_applied_only_recorded_as_a_breach(company: Company, fee: UUID, now: datetime) -> None:
    closed, agent = queries_clause(company, now), company.actor("north-agent")
    case_id = case_of(company, now)
    with pytest.raises(Refused, match="no grant opens"):
        cases.exempt(case_id=case_id, bent=bent(closed, 1), by=agent, at=now)
    breach = cases.record_breach(case_id=case_id, bent=bent(closed), by=agent, at=now)
    assert (breach.state, breach.review, breach.redress_id) == ("breach", Review.FLOUT, None)
    with pytest.raises(Refused, match="bears exemption"):
        cases.record_breach(case_id=case_id, bent=bent(fee), by=agent, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exemption.objects.filter(id=breach.id).update(state="applied")


@pytest.mark.invariant("C16")
@given(value=st.integers(-5, 10**9), cost=st.integers(-5, 10**9), words=st.sampled_from(["", "short", WORDS]))
def test_what_no_grant_covers_is_refused(value: int, cost: int, words: str) -> None:
    with pytest.raises(Refused):
        check_asked(value=value, cost=cost, words=words, exemptable=False)
    if value > 0 and cost >= 0 and words == WORDS:
        check_asked(value=value, cost=cost, words=words, exemptable=True)
    else:
        with pytest.raises(Refused):
            check_asked(value=value, cost=cost, words=words, exemptable=True)


@pytest.mark.invariant("C15")
@given(approver=st.uuids(), asked=st.uuids())
def test_nobody_approves_their_own(approver: UUID, asked: UUID) -> None:
    assert check_approver(approver=approver, asked_by=asked) == approver or approver == asked
    for wrong in (asked, None):
        with pytest.raises(Denied):
            check_approver(approver=wrong, asked_by=asked)


@pytest.mark.invariant("C15")
def test_an_approver_has_the_limit_and_is_somebody_else(company: Company, fee: UUID, now: datetime) -> None:
    granted(company, fee, now - timedelta(days=1), role=Role.TEAM_LEADER, limits=Limits(60_000, 90_000, 365, 900_000))
    lead = company.actor("north-lead")
    own = cases.exempt(case_id=case_of(company, now), bent=bent(fee, 70_000), by=lead, at=now)
    with pytest.raises(Denied, match="their own"):
        cases.approve(exemption_id=own.id, by=lead, at=now)
    with pytest.raises(Denied, match="what your grants cover"):
        cases.approve(exemption_id=own.id, by=company.actor("leader"), at=now)
    with pytest.raises(Denied):
        cases.approve(exemption_id=own.id, by=SYSTEM, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Exemption.objects.filter(id=own.id).update(decided_by_id=company.people["north-lead"])
    asked = cases.exempt(case_id=case_of(company, now), bent=bent(fee, 70_000), by=company.actor("north-agent"), at=now)
    with pytest.raises(Denied, match="above the limit for a case"):
        cases.approve(exemption_id=asked.id, by=lead, at=now)
    assert cases.reject(exemption_id=asked.id, by=lead, at=now).state == "rejected"
    late = cases.exempt(case_id=case_of(company, now), bent=bent(fee, 70_000), by=company.actor("north-agent"), at=now)
    assert cases.lapse(at=now + timedelta(days=4)) == 2
    late.refresh_from_db()
    assert late.state == "lapsed"


@pytest.mark.invariant("C14")
@given(values=st.lists(st.integers(1, 600), max_size=30))
@settings(max_examples=200)
def test_what_is_within_limits_adds_up_to_no_more(values: list[int]) -> None:
    limits, used = Limits(500, 800, 365, 2_000), Used()
    for value in values:
        if not exceeded(limits, used, value):
            used = Used(used.case + value, used.customer + value, used.budget + value)
    assert used.case <= 500
    check_limits(limits)


def in_parallel(company: Company, fee: UUID, now: datetime, times: int) -> int:
    """Let many exempt the same customer at the same moment; return the sum that was applied, in minor units."""
    ids = [case_of(company, now) for _ in range(times)]
    actors = [company.actor(name) for name in ("north-agent", "north-agent-2")]
    barrier = Barrier(min(times, 20))

    def one(place: int) -> None:
        try:
            if place < barrier.parties:
                barrier.wait()
            cases.exempt(case_id=ids[place], bent=bent(fee, 10_000), by=actors[place % 2], at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(barrier.parties) as pool:
        list(pool.map(one, range(times)))
    return int(Exemption.objects.filter(state="applied").aggregate(sum=Sum("value_minor"))["sum"])


@pytest.mark.trust(24)
@pytest.mark.invariant("C14")
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_exceed_no_limit(company: Company, fee: UUID, now: datetime) -> None:
    assert in_parallel(company, fee, now, 20) == 80_000


@pytest.mark.slow
@pytest.mark.trust(24)
@pytest.mark.feature("CA-9", part="200 in parallel exceed no limit")
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_exceed_no_limit(company: Company, fee: UUID, now: datetime) -> None:
    assert in_parallel(company, fee, now, 200) == 80_000


@pytest.mark.trust(24)
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_exceed_it(company: Company, fee: UUID, now: datetime) -> None:
    """Negative control: read, then write, as two who do not wait for each other."""
    case_id, seen, grant = case_of(company, now), Barrier(2), DiscretionGrant.objects.get()
    case = queries.find_case(SYSTEM, case_id)

    def naive(_place: int) -> bool:
        from heedful.domain.cases.queries.discretion import limits_of, used

        try:
            over = exceeded(limits_of(grant), used(grant, case, now), 50_000)
            seen.wait(timeout=10)
            return not over
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(naive, range(2))) == 2  # both would apply 500 of 500


@pytest.mark.feature("CA-10", part="the planted clause tops the list, flouting is found")
def test_the_planted_clause_is_proposed_for_change(company: Company, fee: UUID, now: datetime) -> None:
    agent = company.actor("north-agent")
    good = {"n": 0}
    for month in range(3):
        at = now - timedelta(days=30 * month, hours=1)
        for _ in range(6):
            case_id = case_of(company, at - timedelta(minutes=9), account=None)
            cases.exempt(case_id=case_id, bent=bent(fee), by=agent, at=at - timedelta(minutes=1))
            _happy(case_id, company, at)
            good["n"] += 1
        for _ in range(20):
            case_of(company, at, account=None)
    (line,) = queries.clause_lines(company.actor("leader"), at=now)
    assert (line.title, line.n, line.months, line.better, line.change) == ("Return fee", 18, 3, True, True)
    assert line.cost_minor == 18 * 30_000
    late = bent(fee, happened_at=now - timedelta(days=3))
    cases.exempt(case_id=case_of(company, now, account=None), bent=late, by=agent, at=now)
    reasons = [look.because for look in queries.look_here(company.actor("leader"), at=now)]
    assert "written down later than a day after" in reasons
    assert queries.look_here(company.actor("south-lead"), at=now) == []


def _happy(case_id: UUID, company: Company, at: datetime) -> None:
    from heedful.foundation.access import CUSTOMER

    agent: Any = company.actor("north-agent")
    cases.acknowledge(case_id=case_id, by=agent, at=at)
    cases.begin(case_id=case_id, by=agent, at=at)
    cases.propose(case_id=case_id, answer="We waive the fee.", by=agent, at=at)
    cases.accept(case_id=case_id, by=CUSTOMER, at=at)


def test_a_limit_is_raised_where_nearly_all_is_approved(company: Company, fee: UUID, now: datetime) -> None:
    granted(company, fee, now - timedelta(days=1), role=Role.TEAM_LEADER, limits=Limits(90_000, 90_000, 9, 9_000_000))
    agent, lead = company.actor("north-agent"), company.actor("north-lead")
    for _ in range(20):
        asked = cases.exempt(case_id=case_of(company, now, account=None), bent=bent(fee, 60_000), by=agent, at=now)
        cases.approve(exemption_id=asked.id, by=lead, at=now)
    lines = {line.grant.role: line for line in queries.grant_lines(company.actor("leader"), at=now)}
    assert (lines["agent"].decided, lines["agent"].approved, lines["agent"].raise_it) == (20, 1.0, True)
    assert not lines["team_leader"].raise_it
    assert approved_share([True] * 19) is None


def test_a_second_look_is_somebody_elses(company: Company, fee: UUID, now: datetime) -> None:
    done = cases.exempt(case_id=case_of(company, now), bent=bent(fee), by=company.actor("north-agent"), at=now)
    with pytest.raises(Denied):
        cases.review(exemption_id=done.id, word=Review.SOUND, by=company.actor("north-agent"), at=now)
    with pytest.raises(NotFound):
        cases.review(exemption_id=done.id, word=Review.SOUND, by=company.actor("south-lead"), at=now)
    cases.review(exemption_id=done.id, word=Review.SOUND, by=company.actor("north-lead"), at=now)
    done.refresh_from_db()
    assert done.review == Review.SOUND
