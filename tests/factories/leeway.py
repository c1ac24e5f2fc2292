"""Clauses and what may be decided on them, through the product's own operations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind, Grounds, RedressKind
from heedful.domain.cases.models import DiscretionGrant
from heedful.domain.cases.rules.discretion import Limits
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import HardLimit
from heedful.foundation.access import SYSTEM, Role
from tests.factories.company import Company

WORDS = "We told them the wrong day and they waited in vain."


def clauses(company: Company, at: datetime) -> dict[str, UUID]:
    """Word a clause that bears exemption and one that the law closes."""
    strategy.add_policy(code="returns", name="Returns", owner_id=company.people["leader"], by=SYSTEM, at=at)
    common: dict[str, Any] = {"policy_code": "returns", "why": "So that it pays.", "by": SYSTEM, "at": at}
    fee = strategy.word_clause(
        code="return-fee", title="Return fee", text="A return costs 300.", exemptable=True, **common
    )
    proof = strategy.word_clause(
        code="proof", title="Proof of identity", text="Nobody without proof.", exemptable=False,
        hard_limit=HardLimit.LAW, **common,
    )  # fmt: skip
    return {"fee": fee.clause_id, "proof": proof.clause_id}


def granted(company: Company, clause: UUID, at: datetime, **changes: Any) -> DiscretionGrant:
    """Let agents of Mombasa waive the fee: 500 a case, 800 a customer in a year, 5,000 a month."""
    told: dict[str, Any] = {
        "role": Role.AGENT,
        "unit_id": company.units["north"],
        "clause_ids": [clause],
        "kinds": [RedressKind.WAIVER, RedressKind.GOODWILL],
        "limits": Limits(50_000, 80_000, 365, 500_000),
        "currency": "KES",
    }
    return cases.grant_discretion(**told | changes, by=SYSTEM, at=at)


def bent(clause: UUID, value: int = 30_000, **changes: Any) -> cases.Bent:
    """Waive the fee for our fault."""
    told: dict[str, Any] = {
        "clause_id": clause, "kind": RedressKind.WAIVER, "value_minor": value, "cost_minor": value,
        "grounds": Grounds.OUR_FAULT, "words": WORDS,
    }  # fmt: skip
    return cases.Bent(**told | changes)


def case_of(company: Company, at: datetime, *, account: str | None = "A-1", unit: str = "north-desk") -> UUID:
    """Open a request of a customer."""
    matter = cases.Matter(
        kind=CaseKind.REQUEST, subject="The fee", channel="web", received_at=at, unit_id=company.units[unit],
        account_id=company.accounts[account] if account else None,
    )  # fmt: skip
    return cases.open_case(matter=matter, by=SYSTEM, at=at).id
