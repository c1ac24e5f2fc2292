"""Revenue goes in equal to the ledger, or not at all (PO-1)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.customers import operations, queries
from heedful.domain.customers.models import RevenueBatch, RevenueLine
from heedful.domain.customers.rules import RevenueInput, reconcile
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Refused
from tests.factories.company import Company

MARCH = date(2026, 3, 1)


def lines(*amounts: tuple[str, int]) -> list[RevenueInput]:
    return [RevenueInput(code, date(2026, 3, 9), amount) for code, amount in amounts]


def load(now: datetime, given_lines: list[RevenueInput], control: int, currency: str = "KES") -> None:
    operations.load_revenue(
        source="ledger", month=MARCH, currency=currency, lines=given_lines, control_minor=control, by=SYSTEM, at=now
    )


def test_the_sum_equals_the_control_total_or_the_load_is_refused_with_the_difference(
    company: Company, now: datetime
) -> None:
    with pytest.raises(Refused, match=r"sum to 1500, the ledger to 1600: difference -100") as refusal:
        load(now, lines(("A-1", 1_000), ("A-2", 500)), 1_600)
    assert refusal.value.field == "control_total"
    assert not RevenueBatch.objects.exists() and not RevenueLine.objects.exists()
    load(now, lines(("A-1", 1_000), ("A-2", 500), ("A-1", 100)), 1_600)
    assert queries.book_total(MARCH, "KES") == 1_600
    assert queries.revenue_of(company.accounts["A-1"], MARCH, date(2026, 4, 1)) == [(MARCH, "KES", 1_100)]
    assert queries.revenue_by_month(MARCH, date(2026, 4, 1)) == [(MARCH, "KES", 1_600)]
    (batch,) = queries.batches()
    assert (batch.control_minor, batch.lines) == (1_600, 2)


def test_a_second_load_of_the_month_replaces_the_first(company: Company, now: datetime) -> None:
    load(now, lines(("A-1", 1_000)), 1_000)
    load(now, lines(("A-1", -50)), -50)
    assert queries.book_total(MARCH, "KES") == -50


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ([RevenueInput("A-1", date(2026, 4, 1), 1)], "month"),
        ([RevenueInput("A-9", date(2026, 3, 1), 1)], "account"),
    ],
)
def test_a_line_of_another_month_or_account_is_named(
    company: Company, now: datetime, bad: list[RevenueInput], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        load(now, bad, 1)
    assert refusal.value.field == field


def test_a_currency_has_three_capitals(company: Company, now: datetime) -> None:
    with pytest.raises(Refused, match="currency"):
        load(now, [], 0, currency="kes")


@given(st.lists(st.integers(-(10**12), 10**12)), st.integers(-5, 5))
def test_the_difference_is_exact_to_the_cent(amounts: list[int], off: int) -> None:
    found = reconcile([RevenueInput("A", MARCH, amount) for amount in amounts], sum(amounts) - off)
    assert found.difference == off
