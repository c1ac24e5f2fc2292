"""Interactions for tests."""

from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.journeys import operations
from heedful.domain.journeys.enums import Channel
from heedful.foundation.access import SYSTEM
from tests.factories.company import Company


def delivered(company: Company, at: datetime) -> UUID:
    """Record a late delivery to account A-1 by Mombasa's desk."""
    told = operations.InteractionInput(
        source="test",
        source_ref="order-1",
        account_id=company.accounts["A-1"],
        contact_id=company.contacts["A-1"],
        touchpoint_id=company.touchpoints["delivery"],
        unit_id=company.units["north-desk"],
        channel=Channel.DELIVERY,
        started_at=at - timedelta(days=3),
        promised_at=at - timedelta(days=2),
    )
    return operations.record_interaction(told=told, by=SYSTEM, at=at)[0]
