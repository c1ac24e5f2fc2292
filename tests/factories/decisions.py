"""Decisions for tests, through the product's own operations."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.models import Decision
from heedful.domain.strategy.rules.burden import Burden
from tests.factories.company import Company

WHY = "Because parcels stood twice in the sorting hall, customers waited a day longer than we promised them."


def proposal(at: datetime, **changes: Any) -> strategy.Proposal:
    """Return a complete proposal."""
    told: dict[str, Any] = {
        "title": "New sorting plan",
        "what": "Parcels for the coast are sorted once, at night.",
        "why": WHY,
        "forum": "Operations committee",
        "topic": "sorting-plan",
        "decided_on": at.date(),
        "touches_customers": True,
        "effective_at": at + timedelta(days=10),
    }
    return strategy.Proposal(**told | changes)


def burden(**changes: Any) -> Burden:
    """Return what one more form asks of 40,000 customers: 2 times a year, 2 minutes before, 8 after."""
    told: dict[str, Any] = {
        "segment": "",
        "customers": 40_000,
        "times_a_year": Decimal(2),
        "seconds_before": 120,
        "seconds_after": 480,
    }
    return Burden(**told | changes)


def approved(company: Company, at: datetime, code: str = "plan", **changes: Any) -> Decision:
    """Return an approved decision: proposed by the leader, approved by the board."""
    leader, board = company.actor("leader"), company.actor("board")
    made = strategy.propose(
        code=code,
        told=proposal(at, **changes),
        unit_id=company.units["root"],
        owner_id=company.people["leader"],
        by=leader,
        at=at,
    )
    strategy.assess(decision_id=made.id, burdens=[burden()], by=leader, at=at)
    return strategy.approve(decision_id=made.id, by=board, at=at)
