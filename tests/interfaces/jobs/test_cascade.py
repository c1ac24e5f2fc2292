"""The cascade's jobs: to the minute what is due, every day the gates of what starts soon."""

from datetime import datetime, timedelta

import pytest

from heedful.domain.communication.models import Campaign, Node
from heedful.foundation.jobs import registry
from heedful.interfaces.jobs import cascade
from tests.factories.cascades import explained
from tests.factories.company import Company

pytestmark = pytest.mark.django_db


def test_the_jobs_deliver_escalate_and_read_gates(company: Company, now: datetime) -> None:
    told = explained(company, now)
    assert registry.periodics["cascade.keep"].every == timedelta(minutes=1)
    assert "campaigns.gate" in registry.periodics
    late = Node.objects.get(id=told["node"])
    Node.objects.filter(id=late.id).update(escalated_at=None)
    cascade.keep(now + timedelta(minutes=1))
    late.refresh_from_db()
    assert late.escalated_at == now + timedelta(minutes=1)
    before = Campaign.objects.get(id=told["campaign"]).readings.count()
    cascade.gate(now)
    assert Campaign.objects.get(id=told["campaign"]).readings.count() == before + 1
