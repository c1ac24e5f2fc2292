"""Cases, colleagues signed in, and a door whose clock stands still."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from tests.domain.cases.conftest import house, opened
from tests.factories.company import Company

__all__ = ["house", "opened", "signed_in"]

SignedIn = Callable[[str], Client]


@pytest.fixture
def signed_in(company: Company) -> SignedIn:
    """Give the function that signs a colleague in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=company.users[name]))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let the doors read Tuesday noon."""
    monkeypatch.setattr(timezone, "now", lambda: now)
