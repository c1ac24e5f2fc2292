"""The customer book: 3,000 accounts with contacts, and 24 months of revenue that reconcile with the ledger."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import numpy as np

from heedful.domain.customers import operations as customers
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.operations.accounts import NewAccount, NewContact
from heedful.domain.customers.rules import RevenueInput
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.world import CURRENCY, DEPOTS, GONE, GONE_FROM, TRADES, World

SEGMENTS = (
    ("key", "Key accounts", 2, 60),
    ("growing", "Growing businesses", 1, 240),
    ("business", "Businesses", 0, 700),
)
PEOPLE = ("people", "Private customers", 0, 2_000)
TURNOVER = {"key": 900_000, "growing": 160_000, "business": 45_000, "people": 1_800}
"""Typical shillings a month."""


@dataclass
class Book:
    """Accounts in order, with what the story needs to draw from them."""

    codes: list[str]
    account_ids: list[UUID]
    contact_ids: list[UUID]
    names: list[str]
    emails: list[str]
    segments: list[str]
    weights: list[int]
    depots: list[str]
    activity: np.ndarray


def build(world: World) -> None:
    """Add segments, accounts, contacts and revenue."""
    at = world.start - timedelta(days=30)
    for code, name, weight, _ in (*SEGMENTS, PEOPLE):
        customers.add_segment(code=code, name=name, weight=weight, by=SYSTEM, at=at)
    depots = list(DEPOTS)
    shares = np.array(list(DEPOTS.values()))
    accounts: list[NewAccount] = []
    names, segments, weights, homes = [], [], [], []
    for segment, _, weight, count in (*SEGMENTS, PEOPLE):
        for _ in range(count):
            person = world.person_name()
            business = segment != "people"
            home = depots[int(world.rng.choice(len(depots), p=shares / shares.sum()))]
            trade = TRADES[world.rng.integers(len(TRADES))]
            accounts.append(
                NewAccount(
                    code=f"K{len(accounts) + 10_001}",
                    name=f"{person.split()[1]} {trade}" if business else person,
                    kind=AccountKind.BUSINESS if business else AccountKind.PERSON,
                    segment=segment,
                    unit_id=world.ids["units"][home],
                    contact=NewContact(name=person, email=f"c{len(accounts) + 10_001}@customers.example"),
                )
            )
            names.append(person)
            segments.append(segment)
            weights.append(weight)
            homes.append(home)
    pairs = customers.load_accounts(accounts=accounts, by=SYSTEM, at=at)
    activity = np.array([{"key": 14.0, "growing": 6.0, "business": 2.5, "people": 0.7}[each] for each in segments])
    activity *= world.rng.lognormal(0, 0.4, len(activity))
    world.book = Book(
        codes=[each.code for each in accounts],
        account_ids=[account_id for account_id, _ in pairs],
        contact_ids=[contact_id for _, contact_id in pairs],
        names=names,
        emails=[each.contact.email for each in accounts],
        segments=segments,
        weights=weights,
        depots=homes,
        activity=activity,
    )
    _revenue(world)


def _revenue(world: World) -> None:
    book: Book = world.book
    base = np.array([TURNOVER[each] for each in book.segments]) * book.activity / book.activity.mean()
    for month in world.months[:-1]:
        amounts = np.rint(base * world.rng.lognormal(0, 0.25, len(base)) * 100).astype(np.int64)
        active = world.rng.random(len(base)) < np.clip(book.activity * 0.9, 0.25, 0.99)
        if world.months.index(month) >= GONE_FROM:
            active[list(GONE)] = False
        lines = [
            RevenueInput(book.codes[index], month, int(amounts[index])) for index in np.flatnonzero(active).tolist()
        ]
        customers.load_revenue(
            source="ledger",
            month=month,
            currency=CURRENCY,
            lines=lines,
            control_minor=sum(line.amount_minor for line in lines),
            by=SYSTEM,
            at=world.month_start(world.months.index(month) + 1),
        )
