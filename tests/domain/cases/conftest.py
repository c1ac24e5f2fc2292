"""A company with promises, and cases in it."""

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from heedful.domain.cases import operations
from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.models import Case
from heedful.domain.cases.operations import Matter
from heedful.foundation.access import SYSTEM
from tests.factories.company import Company
from tests.factories.promises import promises


class OpenCase(Protocol):
    """Opens a complaint of account A-1 at Mombasa's desk, with changes."""

    def __call__(self, at: datetime | None = None, **changes: Any) -> Case: ...


@pytest.fixture
def house(company: Company, now: datetime) -> Company:
    """The small company with its promises."""
    promises(now - timedelta(days=60))
    return company


@pytest.fixture
def opened(house: Company, now: datetime) -> OpenCase:
    """Give the function that opens a case."""

    def open_one(at: datetime | None = None, **changes: Any) -> Case:
        fields: dict[str, Any] = {
            "kind": CaseKind.COMPLAINT,
            "subject": "The parcel is late",
            "channel": "email",
            "received_at": at or now,
            "unit_id": house.units["north-desk"],
            "account_id": house.accounts["A-1"],
            "contact_id": house.contacts["A-1"],
            "words": "It is a week late.",
        }
        return operations.open_case(matter=Matter(**{**fields, **changes}), by=SYSTEM, at=at or now)

    return open_one
