"""Keeps the cascades moving: to the minute, so that a late hop is red and told at its due minute."""

from datetime import datetime, timedelta

from heedful.domain.communication.operations import campaigns, contradictions
from heedful.foundation.access import SYSTEM
from heedful.foundation.jobs.registry import periodic
from heedful.workflows import cascade


@periodic("cascade.keep", every=timedelta(minutes=1))
def keep(at: datetime) -> None:
    """Do what is due."""
    cascade.keep(by=SYSTEM, at=at)


@periodic("campaigns.gate", every=timedelta(days=1))
def gate(at: datetime) -> None:
    """Read the gate of campaigns that start soon, so that one that falls back is seen."""
    campaigns.read_due_gates(by=SYSTEM, at=at)


@periodic("contradictions.look", every=timedelta(days=1))
def look(at: datetime) -> None:
    """Compare what is said inside, outside and on cards."""
    contradictions.look(by=SYSTEM, at=at)
