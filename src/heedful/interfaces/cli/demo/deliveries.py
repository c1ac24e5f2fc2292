"""Two years of deliveries and calls: what was promised, what happened, and how late the coast became."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Channel
from heedful.domain.journeys.operations import InteractionInput
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo.book import Book
from heedful.interfaces.cli.demo.world import MONTHS, TROUBLE, TROUBLED, World, at_work

DELIVERIES = 86_000
CALLS = 15_000
LATE, LATE_IN_TROUBLE = 0.07, 0.38
"""Share of deliveries after the promised day: everywhere, and at the troubled depot in its months."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One interaction as the story goes on from it; `late` is in days, calls have None."""

    id: UUID
    account: int
    depot: str
    at: datetime
    late: int | None
    wait: int
    transfers: int


def build(world: World) -> None:
    """Record the interactions, month by month."""
    book: Book = world.book
    share = book.activity / book.activity.sum()
    world.deliveries = []
    for month in range(MONTHS):
        begin, end = world.month_start(month), world.month_start(month + 1)
        part = min(1.0, (end - begin) / timedelta(days=30.4))
        told: list[InteractionInput] = []
        contacts = []
        chosen = world.rng.choice(len(share), int(DELIVERIES / MONTHS * part), p=share).tolist()
        counts = Counter(book.depots[account] for account in chosen)
        draws = {depot: iter(world.even(count)) for depot, count in counts.items()}
        for account in chosen:
            depot = book.depots[account]
            told.append(_delivery(world, account, month, (begin, end), len(told), next(draws[depot])))
            contacts.append((account, depot))
        for account in world.rng.choice(len(share), int(CALLS / MONTHS * part), p=share).tolist():
            told.append(_call(world, account, month, begin, end, len(told)))
            contacts.append((account, "phones"))
        ids = journeys.load_history(told=told, by=SYSTEM, at=end)
        world.deliveries += [
            Contact(each, account, depot, _happened(one), _late(one), one.wait_seconds or 0, one.transfers or 0)
            for each, (account, depot), one in zip(ids, contacts, told, strict=True)
        ]


def _happened(one: InteractionInput) -> datetime:
    return one.actual_at or one.ended_at or one.started_at


def _late(one: InteractionInput) -> int | None:
    if one.promised_at is None or one.actual_at is None:
        return None
    return (one.actual_at.date() - one.promised_at.date()).days


def _moment(world: World, begin: datetime, end: datetime) -> datetime:
    seconds = world.rng.random() * (end - begin).total_seconds()
    return at_work(begin + timedelta(seconds=int(seconds)))


def _delivery(
    world: World, account: int, month: int, between: tuple[datetime, datetime], number: int, draw: float
) -> InteractionInput:
    book: Book = world.book
    depot = book.depots[account]
    trouble = depot == TROUBLED and month in TROUBLE
    ordered = min(_moment(world, *between), world.until - timedelta(hours=4))
    promised = (ordered + timedelta(days=2)).replace(hour=0, minute=0, second=0)
    if draw < (LATE_IN_TROUBLE if trouble else LATE):
        days = 1 + int(world.rng.geometric(0.35 if trouble else 0.55))
        arrived = promised + timedelta(days=min(days - 1, 12) + 1, hours=9 + int(world.rng.integers(8)))
    else:
        arrived = (
            promised - timedelta(days=int(world.rng.integers(0, 2))) + timedelta(hours=7 + int(world.rng.integers(9)))
        )
    arrived = max(arrived, ordered + timedelta(hours=3))
    there = arrived if arrived <= world.until else None
    return InteractionInput(
        source="parcels",
        source_ref=f"P{month:02d}-{number:06d}",
        account_id=book.account_ids[account],
        contact_id=book.contact_ids[account],
        touchpoint_id=world.ids["touchpoints"]["delivery"],
        unit_id=world.ids["units"][depot],
        channel=Channel.DELIVERY,
        state="delivered" if there else "on its way",
        started_at=ordered,
        ended_at=there,
        promised_at=promised,
        actual_at=there,
    )


def _call(world: World, account: int, month: int, begin: datetime, end: datetime, number: int) -> InteractionInput:
    book: Book = world.book
    started = min(_moment(world, begin, end), world.until - timedelta(hours=1))
    transfers = int(world.rng.poisson(0.35))
    wait = int(world.rng.gamma(1.6, 70))
    return InteractionInput(
        source="phone",
        source_ref=f"C{month:02d}-{number:06d}",
        account_id=book.account_ids[account],
        contact_id=book.contact_ids[account],
        touchpoint_id=world.ids["touchpoints"]["call"],
        unit_id=world.ids["units"]["phones"],
        channel=Channel.PHONE,
        started_at=started,
        ended_at=started + timedelta(seconds=wait + 180 + int(world.rng.gamma(2, 90))),
        wait_seconds=wait,
        transfers=transfers,
        first_contact_resolved=bool(transfers == 0 and world.rng.random() < 0.86),
    )
