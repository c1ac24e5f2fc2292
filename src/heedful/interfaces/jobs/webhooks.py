"""Tells other programs what happened."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.foundation.audit import operations as audit
from heedful.foundation.jobs.registry import handler, periodic
from heedful.foundation.webhooks import operations as webhooks


@periodic("webhooks.publish", every=timedelta(seconds=15))
def publish(at: datetime) -> None:
    """Seal what was written, and turn what receivers wait for into deliveries."""
    while audit.seal():
        pass
    while webhooks.publish(at=at):
        pass


@handler("webhook.deliver", transactional=False, long=True)
def deliver(payload: dict[str, Any], at: datetime) -> None:
    """Call one receiver, in the lane of long work: a slow one must not hold up mail and clocks."""
    webhooks.deliver(delivery_id=UUID(payload["delivery"]), tries=payload["tries"], at=at)


@periodic("webhooks.forget", every=timedelta(days=1))
def forget(at: datetime) -> None:
    """Drop the log of more than 30 days ago."""
    webhooks.forget(at=at)
