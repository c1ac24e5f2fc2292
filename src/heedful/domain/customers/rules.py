"""Decisions on the customer book. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

ERASED = "Erased person"


@dataclass(frozen=True, slots=True)
class RevenueInput:
    """One line of a ledger export: account code, month (any day of it) and money in minor units."""

    account_code: str
    month: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The lines' sum against the ledger's total; `difference` is sum minus total, in minor units."""

    total: int
    control: int

    @property
    def difference(self) -> int:
        """How far the lines are off."""
        return self.total - self.control


def reconcile(lines: Sequence[RevenueInput], control_minor: int) -> Reconciliation:
    """Compare the sum of the lines with the control total."""
    return Reconciliation(sum(line.amount_minor for line in lines), control_minor)


def by_account(lines: Sequence[RevenueInput]) -> Counter[str]:
    """Return the money per account code; several lines of an account add up."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.account_code] += line.amount_minor
    return sums


def content_hash(lines: Sequence[RevenueInput]) -> str:
    """Return the SHA-256 of the money per account: the same in whatever order the lines come.

    >>> one, two = RevenueInput("A", date(2026, 3, 1), 5), RevenueInput("B", date(2026, 3, 1), 7)
    >>> content_hash([one, two]) == content_hash([two, one]) != content_hash([one])
    True
    """
    return hashlib.sha256(json.dumps(sorted(by_account(lines).items())).encode()).hexdigest()


def first_of_month(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Traces:
    """By what the rows of one person are found, so that nobody else's are.

    `address` is empty where another contact has it too; `account_id` is given for a private customer alone in it.
    """

    contact_id: UUID
    address: str
    account_id: UUID | None
