from datetime import datetime

import pytest

from tests.factories.company import Company
from tests.factories.portfolio import Portfolio, portfolio_book, reckoned


@pytest.fixture
def book(company: Company, now: datetime) -> Portfolio:
    """Six accounts with money and answers, not reckoned yet."""
    return portfolio_book(company, now)


@pytest.fixture
def house(company: Company, now: datetime) -> Portfolio:
    """The same, judged at every close and today."""
    return reckoned(company, now)
