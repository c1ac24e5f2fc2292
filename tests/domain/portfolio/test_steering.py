"""Plays, decisions with an approver and a review, the focus list, and the weight of a customer at risk."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from heedful.analytics.value.portfolio import State
from heedful.domain.cases import queries as cases
from heedful.domain.cases.enums import Priority
from heedful.domain.customers import operations as customers
from heedful.domain.feedback.enums import Kind
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.enums import Choice, DecisionState, Ending
from heedful.domain.portfolio.models import Decision, Play, Standing
from heedful.domain.portfolio.rules.decisions import TRANSITIONS, review_due
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.ids import new_id
from heedful.workflows import inner_loop
from tests.factories.portfolio import Portfolio


@pytest.mark.feature("PO-7", part="focus list, decisions with reason, approver and review, overdue reviews, regrets")
def test_a_decision_needs_a_reason_another_approver_and_a_review(house: Portfolio, now: datetime) -> None:
    analyst, leader = house.company.actor("analyst"), house.company.actor("leader")
    account = house.accounts["below"]
    with pytest.raises(Refused, match="needed"):
        operations.propose_decision(account_id=account, choice=Choice.PRUNE, reason=" ", by=analyst, at=now)
    made = operations.propose_decision(
        account_id=account, choice=Choice.PRUNE, reason="Costs more than it brings", by=leader, at=now
    )
    with pytest.raises(Conflict, match="is open"):
        operations.propose_decision(account_id=account, choice=Choice.MAINTAIN, reason="no", by=analyst, at=now)
    with pytest.raises(Denied, match="their own"):
        operations.settle_decision(decision_id=made.id, approve=True, by=leader, at=now)
    with pytest.raises(Denied):
        operations.settle_decision(decision_id=made.id, approve=True, by=analyst, at=now)
    board = house.company.actor("board")
    approved = operations.settle_decision(decision_id=made.id, approve=True, by=board, at=now)
    assert (approved.state, approved.review_due) == (DecisionState.APPROVED, date(2026, 6, 1))
    assert not queries.overdue_reviews(leader, date(2026, 5, 31)).exists()
    assert [each.id for each in queries.overdue_reviews(leader, date(2026, 6, 1))] == [made.id]
    reviewed = operations.review_decision(decision_id=made.id, review="It was right", by=analyst, at=now)
    assert reviewed.state == DecisionState.REVIEWED and not queries.overdue_reviews(leader, date(2026, 6, 1)).exists()
    with pytest.raises(Refused, match="cannot become"):
        operations.settle_decision(decision_id=made.id, approve=False, by=board, at=now)
    assert AuditRow.objects.filter(action__startswith="decision.").count() == 3
    assert not AuditRow.objects.filter(data__contains="Costs more").exists()


def test_nobody_approves_their_own_decision_not_even_past_the_operation(house: Portfolio, now: datetime) -> None:
    leader = house.company.actor("leader")
    made = operations.propose_decision(
        account_id=house.accounts["growth"], choice=Choice.MAINTAIN, reason="fine", by=leader, at=now
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(id=made.id).update(decided_by_id=leader.id)


@pytest.mark.feature("PO-7")
def test_overdue_reviews_are_listed_and_what_was_pruned_although_it_could_be_large_is_regretted(
    house: Portfolio, now: datetime
) -> None:
    leader, board = house.company.actor("leader"), house.company.actor("board")
    account = house.accounts["dangling"]
    made = operations.propose_decision(account_id=account, choice=Choice.PRUNE, reason="small", by=leader, at=now)
    operations.settle_decision(decision_id=made.id, approve=True, by=board, at=now)
    assert [each.id for each in queries.overdue_reviews(leader, date(2026, 6, 1))] == [made.id]
    assert queries.regrets(SYSTEM, queries.reckoning(None)) == []
    operations.state_potential(
        account_id=account, amount_minor=9_000_000_00, confidence="estimate", basis="tender", by=leader, at=now
    )
    operations.stand(as_of=now.date(), by=SYSTEM, at=now)
    ((decision, standing),) = queries.regrets(SYSTEM, queries.reckoning(None))
    assert decision.id == made.id and standing.promising


def test_the_focus_list_puts_the_money_at_risk_first(house: Portfolio, now: datetime) -> None:
    leader = house.company.actor("leader")
    play = operations.open_play(
        account_id=house.accounts["at-risk"], title="Call their director", owner_id=house.company.people["leader"],
        due=now.date() + timedelta(days=7), by=leader, at=now,
    )  # fmt: skip
    operations.state_potential(
        account_id=house.accounts["below"],
        amount_minor=50_000_000_00,
        confidence="guess",
        basis="size",
        by=leader,
        at=now,
    )
    operations.stand(as_of=now.date(), by=SYSTEM, at=now)
    found = queries.focus(leader, queries.reckoning(None))
    assert [each.standing.account.code for each in found] == ["at-risk", "silent", "below"]
    assert found[0].play is not None and found[0].play.id == play.id and found[1].play is None
    assert found[2].stake == 50_000_000_00 - 12 * 200 * 100_000
    won = queries.won(leader, queries.reckoning(None))
    assert (won.accounts, won.money) == (0, 0)


@pytest.mark.feature("PO-6", part="plays per state with owner, due and result")
def test_a_play_has_an_owner_a_day_and_a_result(house: Portfolio, now: datetime) -> None:
    leader = house.company.actor("leader")
    given = {
        "account_id": house.accounts["at-risk"],
        "owner_id": house.company.people["leader"],
        "by": leader,
        "at": now,
    }
    with pytest.raises(Refused, match="in the future"):
        operations.open_play(title="Call", due=now.date() - timedelta(days=1), **given)
    made = operations.open_play(title="Call", due=now.date() + timedelta(days=2), **given)
    assert made.state == State.AT_RISK
    assert not queries.overdue_plays(leader, now.date() + timedelta(days=2)).exists()
    assert queries.overdue_plays(leader, now.date() + timedelta(days=3)).get().id == made.id
    with pytest.raises(Refused, match="needed"):
        operations.end_play(play_id=made.id, ending=Ending.DONE, result="", by=leader, at=now)
    operations.end_play(play_id=made.id, ending=Ending.DONE, result="A new dispatcher", by=leader, at=now)
    with pytest.raises(Refused, match="has ended"):
        operations.end_play(play_id=made.id, ending=Ending.DROPPED, result="again", by=leader, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Play.objects.filter(id=made.id).update(result="")


def test_who_sees_the_portfolio_may_not_steer_it_without_the_right(house: Portfolio, now: datetime) -> None:
    board = house.company.actor("board")
    with pytest.raises(Denied):
        operations.state_potential(
            account_id=house.accounts["model"], amount_minor=5, confidence="firm", basis="x", by=board, at=now
        )
    with pytest.raises(NotFound):
        operations.propose_decision(
            account_id=house.accounts["model"], choice=Choice.PRUNE, reason="x",
            by=house.company.actor("north-agent"), at=now,
        )  # fmt: skip
    with pytest.raises(Denied):
        operations.set_thresholds(given=queries.in_force()[1], reason="x", by=house.company.actor("analyst"), at=now)


@pytest.mark.parametrize(("code", "expected"), [("at-risk", Priority.HIGH), ("model", Priority.NORMAL)])
def test_a_case_of_a_customer_at_risk_is_taken_up_a_step_sooner(
    house: Portfolio, now: datetime, code: str, expected: Priority
) -> None:
    received = inner_loop.receive_feedback(
        kind=Kind.COMPLAINT, channel="web", body="Late again", submission_id="one",
        account_id=house.accounts[code], by=CUSTOMER, at=now,
    )  # fmt: skip
    assert received.followed_up is not None and received.followed_up.case_id is not None
    assert cases.find_case(SYSTEM, received.followed_up.case_id).priority == expected


def test_every_decision_ends_and_the_review_lies_two_whole_months_ahead() -> None:
    assert all(
        TRANSITIONS[state] or state in (DecisionState.DECLINED, DecisionState.REVIEWED) for state in DecisionState
    )
    assert review_due(date(2026, 1, 31)) == date(2026, 4, 1)


@pytest.mark.feature("PO-6")
def test_the_effect_of_plays_is_told_with_an_interval_or_not_at_all(house: Portfolio, now: datetime) -> None:
    found, wording = queries.play_effect()
    assert found.low is None and "cannot be said yet: 0 of them" in wording
    first, later = queries.reckoning(date(2025, 9, 1)), queries.reckoning(date(2025, 11, 1))
    template = Standing.objects.filter(reckoning=first, score__isnull=False).first()
    assert template is not None
    opened = datetime(2025, 9, 10, tzinfo=now.tzinfo)
    for number in range(36):
        account = customers.add_account(code=f"E{number}", name="x", segment="key", by=SYSTEM, at=now)
        helped = number < 12
        for close, score in ((first, 50.0), (later, 62.0 + number % 3 if helped else 54.0)):
            template.pk, template.id, template.reckoning, template.account = None, new_id(), close, account
            template.state, template.score = "at_risk", score
            template.save(force_insert=True)
        if helped:
            Play.objects.create(
                account=account, state="at_risk", title="Call", owner_id=house.company.people["leader"],
                due=opened.date(), opened_at=opened, opened_by="x",
            )  # fmt: skip
    found, wording = queries.play_effect()
    assert found.n_used == 12 and found.estimate == pytest.approx(9.0)
    assert found.low is not None and 8 < found.low < 9 and found.grade == "adjusted"
    assert wording.startswith("A play is associated with, other things equal, a change of the score by points: 9 (95 %")
    assert "caused" not in wording
