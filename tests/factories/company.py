"""A small company for tests: enough units and roles to tell inside from outside."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth import get_user_model

from heedful.domain.customers import operations as customers
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import TouchpointKind
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation import queries
from heedful.domain.organisation.enums import UnitKind
from heedful.foundation.access import SYSTEM, Actor, Role
from tests.factories.rehearsed import rehearsed

SINCE = date(2024, 1, 1)


@dataclass
class Company:
    """Ids by code; `actor(name)` gives a colleague as an actor. North is Mombasa's department, south Nairobi's."""

    at: datetime
    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    touchpoints: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    contacts: dict[str, UUID] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return a colleague as the actor they are."""
        return queries.actor_for_person(queries.person(self.people[name]), self.at)


UNITS = (
    ("root", "Simba Parcels", UnitKind.COMPANY, None),
    ("north", "Mombasa", UnitKind.DEPARTMENT, "root"),
    ("north-desk", "Mombasa desk", UnitKind.TEAM, "north"),
    ("south", "Nairobi", UnitKind.DEPARTMENT, "root"),
    ("south-desk", "Nairobi desk", UnitKind.TEAM, "south"),
    ("courier", "Kasi Couriers", UnitKind.PARTNER, "root"),
)
PEOPLE = (
    ("admin", Role.ADMIN, "root", None),
    ("leader", Role.CX_LEADER, "root", None),
    ("board", Role.BOARD, "root", None),
    ("analyst", Role.ANALYST, "root", None),
    ("north-lead", Role.TEAM_LEADER, "north", "leader"),
    ("north-agent", Role.AGENT, "north-desk", "north-lead"),
    ("north-agent-2", Role.AGENT, "north-desk", "north-lead"),
    ("south-lead", Role.TEAM_LEADER, "south", "leader"),
    ("south-agent", Role.AGENT, "south-desk", "south-lead"),
    ("partner", Role.PARTNER, "courier", None),
)


def small_company(at: datetime) -> Company:
    """Build the company through the product's own operations, or put it back as it was built before."""
    return rehearsed(_small_company, at)


def _small_company(at: datetime) -> Company:
    made = Company(at)
    for code, name, kind, parent in UNITS:
        unit = organisation.add_unit(
            code=code, name=name, kind=kind, parent_id=made.units.get(parent or ""), since=SINCE, by=SYSTEM, at=at
        )
        made.units[code] = unit.id
    for name, role, unit_code, manager in PEOPLE:
        user = get_user_model().objects.create_user(username=name, email=f"{name}@simba.example")
        colleague = organisation.add_person(
            name=name.replace("-", " ").title(),
            email=f"{name}@simba.example",
            unit_id=made.units[unit_code],
            since=SINCE,
            manager_id=made.people.get(manager or ""),
            user_id=user.pk,
            by=SYSTEM,
            at=at,
        )
        made.people[name], made.users[name] = colleague.id, user.pk
        organisation.grant_role(
            person_id=colleague.id, role=role, unit_id=made.units[unit_code], since=SINCE, by=SYSTEM, at=at
        )
    _customers(made)
    return made


def _customers(made: Company) -> None:
    at = made.at
    for code, weight in (("key", 2), ("standard", 0)):
        customers.add_segment(code=code, name=code.title(), weight=weight, by=SYSTEM, at=at)
    for code, segment, unit in (("A-1", "key", "north-desk"), ("A-2", "standard", "south-desk")):
        account = customers.add_account(
            code=code, name=f"Account {code}", segment=segment, unit_id=made.units[unit], by=SYSTEM, at=at
        )
        contact = customers.add_contact(
            account_id=account.id,
            name=f"Contact {code}",
            email=f"{code.lower()}@customer.example",
            reference=code,
            by=SYSTEM,
            at=at,
        )
        made.accounts[code], made.contacts[code] = account.id, contact.id
    for code, kind in (("delivery", TouchpointKind.PHYSICAL), ("call", TouchpointKind.VIRTUAL)):
        made.touchpoints[code] = journeys.add_touchpoint(
            code=code, name=code.title(), journey="Order to door", kind=kind, by=SYSTEM, at=at
        ).id
