"""Discretion in the story: a fee that colleagues waive again and again, a request above the limit, a closed clause."""

from datetime import timedelta
from typing import Any

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind, Grounds, Outcome, RedressKind
from heedful.domain.cases.rules.discretion import Limits
from heedful.domain.organisation import queries as organisation
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy.enums import HardLimit
from heedful.foundation.access import CUSTOMER, SYSTEM, Role
from heedful.interfaces.cli.demo.world import CURRENCY, DEPOTS, World, at_work

DAYS_AGO = (75, 42, 9)
WAIVED = 14
"""Waivers around each of those days."""
FEE = 35_000
WORDS = (
    "We rang at the wrong gate twice; she could not fetch it in time.",
    "The notice came after the three days were over.",
    "He was in hospital and sent his brother on the fourth day.",
)


def build(world: World) -> int:
    """Word the clauses, grant discretion, waive fees over three months; return how many rules gave way."""
    began = world.until - timedelta(days=120)
    fee, receiver = _clauses(world, began)
    common: dict[str, Any] = {"clause_ids": [fee], "currency": CURRENCY, "by": SYSTEM, "at": began}
    kinds = [RedressKind.WAIVER, RedressKind.GOODWILL]
    unit = world.ids["units"]["kilima"]
    alone = Limits(50_000, 120_000, 365, 3_000_000)
    above = Limits(500_000, 1_000_000, 365, 20_000_000)
    cases.grant_discretion(role=Role.AGENT, unit_id=unit, kinds=kinds, limits=alone, **common)
    cases.grant_discretion(role=Role.TEAM_LEADER, unit_id=unit, kinds=kinds, limits=above, **common)
    depots = list(DEPOTS)
    done = 0
    for ago in DAYS_AGO:
        for number in range(WAIVED):
            depot = depots[number % len(depots)]
            _waive(world, fee, depot, number, world.until - timedelta(days=ago, hours=2 * number))
            done += 1
    _ask(world, fee, receiver)
    return done


def _clauses(world: World, at: Any) -> tuple[Any, Any]:
    owner = world.ids["people"]["achieng"]
    strategy.add_policy(code="terms-of-delivery", name="Terms of delivery", owner_id=owner, by=SYSTEM, at=at)
    common: dict[str, Any] = {"policy_code": "terms-of-delivery", "by": SYSTEM, "at": at}
    fee = strategy.word_clause(
        code="storage-fee",
        title="Storage fee after three days",
        text="A parcel that is not fetched within three days costs 350 shillings.",
        why="Depots are no warehouses.",
        exemptable=True,
        **common,
    )
    receiver = strategy.word_clause(
        code="receiver",
        title="Identity of the receiver",
        text="A parcel is handed only to whom it is addressed, against a document.",
        why="The law protects letters and parcels.",
        exemptable=False,
        hard_limit=HardLimit.LAW,
        **common,
    )
    return fee.clause_id, receiver.clause_id


def _bent(clause: Any, number: int, value: int = FEE) -> cases.Bent:
    return cases.Bent(
        clause_id=clause,
        kind=RedressKind.WAIVER,
        value_minor=value,
        cost_minor=value,
        grounds=Grounds.OUR_FAULT if number % 3 < 2 else Grounds.HARDSHIP,
        words=WORDS[number % len(WORDS)],
    )


def _opened(world: World, depot: str, number: int, at: Any) -> Any:
    matter = cases.Matter(
        kind=CaseKind.REQUEST,
        subject="Must I pay the storage fee?",
        channel="shop",
        received_at=at,
        unit_id=world.ids["units"][depot],
        account_id=world.book.account_ids[(97 * number + 13 * list(DEPOTS).index(depot)) % len(world.book.codes)],
    )
    return cases.open_case(matter=matter, by=SYSTEM, at=at).id


def _waive(world: World, fee: Any, depot: str, number: int, moment: Any) -> None:
    """Let a customer ask, an agent waive, the customer agree, and close the case."""
    at = at_work(moment)
    agent = organisation.actor_for_person(organisation.person(world.agents[depot][0][0]), at)
    case_id = _opened(world, depot, number, at)
    common: dict[str, Any] = {"case_id": case_id, "by": agent}
    cases.take(**common, at=at + timedelta(minutes=1))
    cases.acknowledge(**common, at=at + timedelta(minutes=1))
    cases.begin(**common, at=at + timedelta(minutes=2))
    cases.exempt(bent=_bent(fee, number), **common, at=at + timedelta(minutes=3))
    cases.propose(answer="You need not pay it: the mistake was ours.", **common, at=at + timedelta(minutes=4))
    cases.accept(case_id=case_id, by=CUSTOMER, at=at + timedelta(minutes=5))
    cases.close(outcome=Outcome.UPHELD, reason="The fee is waived.", **common, at=at + timedelta(minutes=6))


def _ask(world: World, fee: Any, receiver: Any) -> None:
    """Leave a request above the limit at Mombasa, and a parcel that was handed to a neighbour on record."""
    at = world.until - timedelta(hours=2)
    agent = organisation.actor_for_person(organisation.person(world.ids["people"]["njeri"]), at)
    for clause, number in ((fee, 1), (receiver, 2)):
        case_id = _opened(world, "mombasa", number, at)
        write = cases.exempt if clause == fee else cases.record_breach
        write(case_id=case_id, bent=_bent(clause, number, 180_000), by=agent, at=at + timedelta(minutes=5))
