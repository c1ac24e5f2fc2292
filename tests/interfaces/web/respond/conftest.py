"""The customer's pages on a day that does not move."""

import pytest
from django.utils import timezone


@pytest.fixture(autouse=True)
def clock(now, monkeypatch):
    """Let the doors read noon of the test's day."""
    monkeypatch.setattr(timezone, "now", lambda: now)
