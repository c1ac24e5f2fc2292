"""A book of six accounts, one in every state and one that buys less than it could, with a year of money and answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from heedful.domain.customers import operations as customers
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.portfolio import operations as portfolio
from heedful.foundation.access import SYSTEM
from heedful.warehouse.refresh import refresh
from tests.factories.company import Company

MONTHS = [date(2025, 1 + month, 1) for month in range(12)] + [date(2026, 1, 1), date(2026, 2, 1)]
CODES = ("model", "at-risk", "silent", "growth", "dangling", "below")
BRINGS = {"model": 500, "at-risk": 400, "silent": 300, "below": 200, "growth": 5, "dangling": 4}
"""Thousands of shillings a month."""
UNIT = {"model": "north-desk", "silent": "north-desk", "growth": "north-desk"}
SCORES = {
    "model": ((9, 10, 9), (9, 10, 9)),
    "at-risk": ((9, 9, 10), (2, 3, 1)),
    "silent": ((8, 9, 9), ()),
    "below": ((9, 8, 9), (9, 9, 9)),
    "growth": ((10, 9, 9), (9, 10, 10)),
    "dangling": ((3, 2, 4), (2, 4, 3)),
}
"""What each said every month: until November 2025, and since."""


@dataclass
class Portfolio:
    """The company and its accounts by code."""

    company: Company
    accounts: dict[str, UUID]


def portfolio_book(company: Company, at: datetime) -> Portfolio:
    """Build the book through the product's own operations and refresh the warehouse; nothing is reckoned yet."""
    accounts = {}
    for code in CODES:
        accounts[code] = customers.add_account(
            code=code,
            name=f"{code.capitalize()} Ltd",
            segment="standard",
            unit_id=company.units[UNIT.get(code, "south-desk")],
            by=SYSTEM,
            at=at,
        ).id
    for month in MONTHS:
        bring(month, BRINGS, at)
    rows = [
        _answer(company, accounts[code], code, number, day, score)
        for code in CODES
        for number, (day, score) in enumerate(_said(code))
    ]
    load_history(submissions=rows, by=SYSTEM, at=at)
    refresh(at=at)
    return Portfolio(company, accounts)


def bring(month: date, thousands: dict[str, int], at: datetime) -> None:
    """Load a month of revenue, in thousands of shillings by account."""
    lines = [RevenueInput(code, month, amount * 100_000) for code, amount in thousands.items()]
    customers.load_revenue(
        source="ledger", month=month, currency="KES", lines=lines,
        control_minor=sum(line.amount_minor for line in lines), by=SYSTEM, at=at,
    )  # fmt: skip


def reckoned(company: Company, at: datetime) -> Portfolio:
    """Build the book and judge it: every close until now, and today."""
    made = portfolio_book(company, at)
    portfolio.bring_up_to_date(by=SYSTEM, at=at)
    return made


def _said(code: str) -> list[tuple[datetime, int]]:
    before, since = SCORES[code]
    found = []
    for month in range(14):
        day = datetime(2025 + month // 12, 1 + month % 12, 5, 10, tzinfo=UTC)
        scores = since if month >= 11 else before if month < 8 or code != "silent" else ()
        found += [(day + timedelta(days=place), score) for place, score in enumerate(scores)]
    return found


def _answer(company: Company, account: UUID, code: str, number: int, day: datetime, score: int) -> PastSubmission:
    return PastSubmission(
        submission_id=f"{code}:{number}",
        kind=Kind.ANSWER,
        channel="email",
        source_type="survey",
        source_id="delivery-nps",
        collected_at=day,
        experienced_at=day,
        records=[RecordInput(field_id="nps", field_type="nps", number=float(score), low=0, high=10)],
        account_id=account,
        unit_id=company.units[UNIT.get(code, "south-desk")],
        touchpoint_id=company.touchpoints["delivery"],
        body=f"{code} wrote this" if score < 5 else "",
    )
