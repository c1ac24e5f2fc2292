"""A random mix of programmes on made-up people, and a naive reader of the outbox that knows nothing of the ledger."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import BounceKind
from heedful.domain.customers import operations as customers
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.operations.accounts import NewAccount, NewContact
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys.models import Invitation
from heedful.foundation.access import SYSTEM
from heedful.foundation.ids import new_id
from heedful.foundation.notify.models import Mail
from heedful.workflows import asking
from tests.factories.asking import ABOUT, collecting_survey

PROGRAMMES = (("relational", 5), ("relational", 2), ("transactional", 5), ("transactional", 7), ("relational", 8))
DAY = timedelta(days=1)


@dataclass
class World:
    """People, programmes, and what happened to whom, as this module did it: the truth of the naive reader."""

    people: list[UUID]
    address: dict[UUID, str]
    programmes: list[UUID]
    frequency: dict[UUID, str]
    left: dict[str, datetime] = field(default_factory=dict)
    dead: dict[str, datetime] = field(default_factory=dict)
    complaints: list[tuple[str, datetime, datetime | None]] = field(default_factory=list)


def world(unit_id: UUID, count: int, at: datetime) -> World:
    """Load people, every twentieth of whom shares the mailbox of the one before, and open five programmes."""
    new = []
    for number in range(count):
        box = number - 1 if number % 20 == 19 else number
        person = NewContact(f"Person {number}", f"p{box}@mail.example")
        new.append(
            NewAccount(
                code=f"P{number}", name=f"Person {number}", kind=AccountKind.PERSON, segment=None, unit_id=unit_id,
                contact=person,
            )
        )  # fmt: skip
    people = [contact for _, contact in customers.load_accounts(accounts=new, by=SYSTEM, at=at)]
    address = {key: each.contact.email for key, each in zip(people, new, strict=True)}
    programmes, frequency = [], {}
    for number, (kind, priority) in enumerate(PROGRAMMES):
        about = f"{ABOUT}frequency: {kind}\npriority: {priority}\n"
        survey, _ = collecting_survey(unit_id, at, code=f"programme-{number}", about=about)
        programmes.append(survey)
        frequency[survey] = kind
    return World(people, address, programmes, frequency)


def live(made: World, begin: datetime, *, weeks: int, seed: int, most: int = 40) -> None:
    """Let weeks pass: programmes ask at random, some plan ahead, people opt out, complain and move away.

    Half of those whom a programme wants come from everybody, half from the few that every programme likes to ask.
    """
    chance = random.Random(seed)
    for week in range(weeks):
        at = begin + week * 7 * DAY + timedelta(minutes=chance.randrange(5_000))
        _happen(made, at, chance)
        for survey in chance.sample(made.programmes, 2):
            wanted = {*chance.sample(made.people, most // 2), *chance.sample(made.people[: 4 * most], most // 2)}
            asks = [surveys.Ask(one, interaction_id=new_id()) for one in sorted(wanted)]
            leaves = at + chance.randrange(10, 40) * DAY if chance.random() < 0.3 else None
            surveys.invite(survey=survey, asks=asks, leaves_at=leaves, by=SYSTEM, at=at)
        surveys.send_planned(by=SYSTEM, at=at + timedelta(minutes=2), limit=10**6)
        if week % 9 == 8:
            surveys.remind(by=SYSTEM, at=at + timedelta(minutes=3), limit=10**6)


def _happen(made: World, at: datetime, chance: random.Random) -> None:
    few = 1 + len(made.people) // 400
    for one in chance.sample(made.people, few):
        contacting.opt_out(contact_id=one, by=SYSTEM, at=at)
        made.left.setdefault(made.address[one], at)
    for one in chance.sample(made.people, few):
        asking.record_bounce(address=made.address[one], kind=BounceKind.HARD, by=SYSTEM, at=at)
        made.dead.setdefault(made.address[one], at)
    for one in chance.sample(made.people, few):
        opened = complain(one, at)
        closed = at + chance.randrange(1, 20) * DAY if chance.random() < 0.7 else None
        if closed is not None:
            cases.withdraw(case_id=opened, reason="solved on the phone", by=SYSTEM, at=closed)
        made.complaints.append((made.address[one], at, closed))


def complain(contact: UUID, at: datetime) -> UUID:
    """Open the case of a complaint by telephone."""
    told = cases.Matter(kind=CaseKind.COMPLAINT, subject="Late", channel="phone", received_at=at, contact_id=contact)
    return cases.open_case(matter=told, by=SYSTEM, at=at).id


def violations(made: World, *, days: int = 30, most: int = 4, window: int = 365, rest: int = 14) -> Iterator[str]:
    """Read every mail that left and yield each that should not have, by the plainest possible counting."""
    survey_of = dict(Invitation.objects.values_list("id", "survey_id"))
    asks: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    silences: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for address, since, closed in made.complaints:
        silences[address].append((since, closed + rest * DAY if closed else None))
    for key, to, at in Mail.objects.filter(key__startswith="invitation:").values_list("key", "to", "at"):
        _, invitation, number = key.split(":")
        if number == "0":
            asks[to, made.frequency[survey_of[UUID(invitation)]]].append(at)
        if to in made.left and at > made.left[to]:
            yield f"{to} was written to after leaving"
        if to in made.dead and at > made.dead[to]:
            yield f"{to} was written to after a hard bounce"
        for since, until in silences[to]:
            if since < at and (until is None or at < until):
                yield f"{to} was asked during a complaint"
    for (to, _), times in asks.items():
        for one in times:
            for other in times:
                if timedelta() < other - one < days * DAY:
                    yield f"{to} was asked twice within {days} days"
            if sum(one <= other < one + window * DAY for other in times) > most:
                yield f"{to} was asked more than {most} times"
        if len(times) != len(set(times)):
            yield f"{to} was asked twice at once"
