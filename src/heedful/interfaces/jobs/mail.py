"""Hands queued mail to the SMTP server."""

from datetime import datetime
from typing import Any

from heedful.foundation.jobs.registry import handler
from heedful.foundation.notify import operations as notify


@handler("mail.send", transactional=False)
def send(payload: dict[str, Any], at: datetime) -> None:
    """Send one mail."""
    notify.deliver(key=payload["key"], at=at)
