"""The book in five states: what decides, what is kept, what sums up."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heedful.analytics.value.portfolio import Standing as Facts
from heedful.analytics.value.portfolio import State, Thresholds, portfolio_state
from heedful.domain.customers import queries as customers
from heedful.domain.feedback.operations.history import load_history
from heedful.domain.portfolio import operations, queries
from heedful.domain.portfolio.enums import Source
from heedful.domain.portfolio.models import Reckoning, Standing
from heedful.foundation.access import SYSTEM
from heedful.foundation.days import add_months
from heedful.foundation.errors import NotFound, Refused
from heedful.warehouse.refresh import refresh
from tests.analytics.test_portfolio import STANDINGS, naive
from tests.factories.portfolio import BRINGS, Portfolio, _answer, bring


def states(day: date | None = None) -> dict[str, str]:
    rows = queries.of(SYSTEM, queries.reckoning(day))
    return {row.account.code: row.state for row in rows if row.account.code in BRINGS}


def test_each_account_stands_where_the_rule_puts_it_and_the_page_can_say_why(house: Portfolio) -> None:
    assert states() == {
        "model": "model", "at-risk": "at_risk", "silent": "unknown", "growth": "growth", "dangling": "dangling",
        "below": "growth",
    }  # fmt: skip
    shown = queries.standing(SYSTEM, house.accounts["at-risk"])
    assert shown.reasons[0].startswith("Large: with 4\u202f800\u202f000\u00a0KES in 12 months it is among")
    assert any(text.startswith("Not good: its experience score of the last 180 days is") for text in shown.reasons)
    assert any(text.startswith("Fallen: the chance of a fall of more than 5 points") for text in shown.reasons)
    assert any("nobody has stated it, and it has fewer than 20 peers" in text for text in shown.reasons)
    silent = queries.standing(SYSTEM, house.accounts["silent"])
    assert silent.reasons[0].startswith("It has given no scored answer for 180 days")
    assert not any("experience score" in text for text in silent.reasons)


def test_a_stated_potential_moves_a_large_account_to_growth_and_keeps_the_earlier_word(
    house: Portfolio, now: datetime
) -> None:
    leader = house.company.actor("leader")
    account = house.accounts["model"]
    for amount in (20_000_000_00, 12_000_000_00):
        operations.state_potential(
            account_id=account, amount_minor=amount, confidence="firm", basis="their budget", by=leader, at=now
        )
    operations.stand(as_of=now.date(), by=SYSTEM, at=now)
    shown = queries.standing(SYSTEM, account)
    assert shown.state is State.GROWTH and shown.standing.source == Source.STATED
    assert "It buys 50\u00a0% of its potential of 12\u202f000\u202f000\u00a0KES, as stated." in shown.reasons
    potential = queries.potential_of(account)
    assert potential is not None and potential.amount_minor == 12_000_000_00
    with pytest.raises(Refused, match="more than nothing"):
        operations.state_potential(account_id=account, amount_minor=0, confidence="firm", basis="x", by=leader, at=now)


@pytest.mark.feature("PO-5")
def test_money_at_risk_covered_and_silent_sum_to_the_book(house: Portfolio, now: datetime) -> None:
    found = queries.reckoning(None)
    parts = queries.parts(queries.totals(SYSTEM, found))
    ledger = sum(customers.book_total(add_months(date(2026, 3, 1), -month), "KES") for month in range(1, 13))
    assert parts.book == found.book_minor == ledger == 12 * sum(BRINGS.values()) * 100_000
    assert parts.at_risk == 12 * 400 * 100_000 and parts.silent == 12 * 300 * 100_000
    assert parts.covered == ledger - parts.at_risk - parts.silent


def test_a_team_sees_its_own_accounts_and_their_money_alone(house: Portfolio) -> None:
    found = queries.reckoning(None)
    leader = house.company.actor("leader")
    assert queries.totals(leader, found) == queries.totals(SYSTEM, found)
    north = house.company.actor("north-lead")
    assert not queries.of(north, found).exists()  # a team leader holds no role that sees the portfolio
    with pytest.raises(NotFound):
        queries.standing(north, house.accounts["model"])


def test_closes_follow_one_another_and_are_never_made_again(house: Portfolio, now: datetime) -> None:
    days = list(queries.closes().values_list("as_of", flat=True))
    assert days[0] == date(2026, 3, 1) and days[-1] == date(2025, 2, 1) and len(days) == 14
    assert operations.bring_up_to_date(by=SYSTEM, at=now) == 0
    assert Reckoning.objects.filter(final=False).count() == 1
    with pytest.raises(Refused, match="never made again"):
        operations.close(as_of=date(2026, 2, 1), by=SYSTEM, at=now)
    with pytest.raises(Refused, match="a month that is over"):
        operations.close(as_of=date(2026, 4, 1), by=SYSTEM, at=now)


def test_a_month_is_closed_when_its_revenue_has_had_five_days_to_arrive(book: Portfolio, now: datetime) -> None:
    operations.bring_up_to_date(by=SYSTEM, at=now.replace(day=5))
    last = queries.last_close()
    assert last is not None and last.as_of == date(2026, 2, 1)
    assert operations.bring_up_to_date(by=SYSTEM, at=now.replace(day=6)) == 1


def test_the_fall_is_seen_at_the_closes_and_held_until_two_good_ones(house: Portfolio, now: datetime) -> None:
    """The account fell in December 2025; two clearly good quarters later it may leave."""
    assert states(date(2025, 12, 1))["at-risk"] == "model"
    assert states(date(2026, 1, 1))["at-risk"] == "at_risk"
    rows = []
    for number in range(200):
        day = datetime(2026, 3, 18, tzinfo=now.tzinfo) + timedelta(hours=number)
        rows.append(_answer(house.company, house.accounts["at-risk"], "better", number, day, 10))
    load_history(submissions=rows, by=SYSTEM, at=now)
    for month in (date(2026, 3, 1), date(2026, 4, 1)):
        bring(month, BRINGS, now)
    refresh(at=now)
    later = datetime(2026, 5, 10, tzinfo=now.tzinfo)
    operations.bring_up_to_date(by=SYSTEM, at=later)
    april = queries.of(SYSTEM, queries.reckoning(date(2026, 4, 1))).get(account_id=house.accounts["at-risk"])
    assert (april.raw, april.state, april.clear) == ("model", "at_risk", 1)
    assert "It leaves At-risk when its score is 75 or more at two closes in a row." in " ".join(
        queries.account.why(april, april.reckoning)
    )
    assert states(date(2026, 5, 1))["at-risk"] == "model"


@pytest.mark.feature("PO-8", part="migration equals hand calculation; hit rate from closes that never change")
def test_the_migration_matrix_and_the_hit_rate_equal_hand_calculation(house: Portfolio, now: datetime) -> None:
    before, after = queries.reckoning(date(2025, 12, 1)), queries.reckoning(date(2026, 3, 1))
    found = queries.migration(SYSTEM, before, after)
    assert (found[State.MODEL, State.AT_RISK].count, found[State.MODEL, State.AT_RISK].money) == (1, 11 * 400 * 100_000)
    assert found[State.MODEL, State.MODEL].count == 1
    moved = {(mover.name, mover.before, mover.after) for mover in queries.movers(SYSTEM, before, after)}
    assert ("At-risk Ltd", State.MODEL, State.AT_RISK) in moved
    # from March on two customers bring nothing: by July both have left
    staying = {code: amount for code, amount in BRINGS.items() if code not in ("at-risk", "below")}
    for month in range(3, 8):
        bring(date(2026, month, 1), staying, now)
    refresh(at=now)
    hits = queries.warned(SYSTEM, date(2026, 8, 10))
    close = {row.account.code: row for row in queries.of(SYSTEM, queries.reckoning(date(2025, 12, 1)))}
    assert (hits.accounts, hits.known) == (2, close["at-risk"].value_minor + close["below"].value_minor)
    assert hits.hit == 0 and hits.share == 0.0  # it fell less than 90 days before it left: no warning came in time
    assert queries.warned(SYSTEM, date(2026, 8, 10)) == hits


@pytest.mark.feature("PO-2")
def test_moving_a_threshold_shows_which_accounts_move_before_it_is_saved(house: Portfolio, now: datetime) -> None:
    @given(account=STANDINGS, cut=st.integers(0, 1_000))
    def exactly_one_state(account: Facts, cut: int) -> None:
        assert naive(account) == {portfolio_state(account, cut, Thresholds()).state}

    exactly_one_state()
    stricter = Thresholds(good=92.0)
    shifts, found = queries.preview(stricter)
    assert found is not None and queries.in_force()[0] == 0
    assert states() == {**states(), "model": "model"}  # nothing has moved yet
    operations.set_thresholds(
        given=stricter, reason="our promise is excellence", by=house.company.actor("leader"), at=now
    )
    operations.stand(as_of=now.date(), by=SYSTEM, at=now)
    moved = {str(shift.account_id): shift.after for shift in shifts}
    rows = {str(row.account_id): State(row.state) for row in queries.of(SYSTEM, queries.reckoning(None))}
    assert moved and all(rows[key] is state for key, state in moved.items())
    assert queries.in_force()[0] == 1 and queries.reckoning(None).thresholds == 1
    assert queries.reckoning(date(2026, 3, 1)).thresholds == 0  # what is closed keeps its lines
    assert Standing.objects.filter(reckoning=queries.reckoning(None)).count() == len(customers.book_accounts())
    unknown = queries.of(SYSTEM, queries.reckoning(None)).filter(source=Source.UNKNOWN)
    assert unknown.exists() and not unknown.filter(potential_minor__isnull=False).exists()


def test_the_database_refuses_a_second_state_and_an_invented_potential(house: Portfolio) -> None:
    row = Standing.objects.filter(reckoning=queries.reckoning(None)).first()
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.filter(id=row.id).update(source=Source.UNKNOWN, potential_minor=5)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Thresholds(good=0.0), "good"),
        (Thresholds(large_share=0.9, keep_share=0.8), "keep_share"),
        (Thresholds(good=95.0, recovery=10.0), "recovery"),
        (Thresholds(), "good"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(
    house: Portfolio, now: datetime, given: Thresholds, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        operations.set_thresholds(given=given, reason="x", by=house.company.actor("leader"), at=now)
    assert refusal.value.field == field


def test_without_revenue_or_answers_everybody_is_unknown_and_nothing_breaks(company, now: datetime) -> None:
    refresh(at=now)
    assert operations.bring_up_to_date(by=SYSTEM, at=now) == 0
    found = queries.reckoning(None)
    assert set(queries.of(SYSTEM, found).values_list("state", flat=True)) == {"unknown"}
    assert found.book_minor == 0 and found.currency == ""
    with pytest.raises(NotFound):
        queries.reckoning(date(2024, 1, 1))
