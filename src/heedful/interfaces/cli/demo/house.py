"""The company itself: units, people with roles, working hours, promises, touchpoints."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth import get_user_model

from heedful.analytics.calendar_intervals import Span
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import TargetKind, TouchpointKind
from heedful.domain.journeys.operations import targets
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import UnitKind
from heedful.domain.organisation.operations import calendars
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.demo.world import DEPOTS, DOMAIN, ROLES, UNITS, World

HOUR = 3_600
PROMISES = (
    ("acknowledge", "Read by a person", TargetKind.ACKNOWLEDGE, 4 * HOUR, False, None),
    ("acknowledge-urgent", "Read by a person, urgent", TargetKind.ACKNOWLEDGE, 1 * HOUR, False, 1),
    ("first-response", "First answer", TargetKind.FIRST_RESPONSE, 9 * HOUR, False, None),
    ("resolution", "Solved", TargetKind.RESOLUTION, 36 * HOUR, True, None),
    ("resolution-urgent", "Solved, urgent", TargetKind.RESOLUTION, 18 * HOUR, True, 1),
)


def build(world: World) -> None:
    """Set the company up on its first day."""
    at = world.start - timedelta(days=60)
    units = world.ids.setdefault("units", {})
    for code, name, kind, parent in UNITS:
        added = organisation.add_unit(
            code=code,
            name=name,
            kind=UnitKind(kind),
            parent_id=units[parent] if parent else None,
            since=at.date(),
            by=SYSTEM,
            at=at,
        )
        units[code] = added.id
    _people(world)
    calendars.publish_calendar(
        code="office",
        name="Service hours",
        zone="Africa/Nairobi",
        week=["08:00-17:00"] * 5 + ["08:00-13:00", ""],
        country="KE",
        by=SYSTEM,
        at=at,
    )
    for code, name, kind, seconds, pausable, priority in PROMISES:
        targets.publish_target(
            code=code,
            name=name,
            kind=kind,
            amount=seconds,
            span=Span.BUSINESS_SECONDS,
            pausable=pausable,
            calendar="office",
            priority=priority,
            by=SYSTEM,
            at=at,
        )
    points = world.ids.setdefault("touchpoints", {})
    for code, name, kind in (
        ("delivery", "Delivery at the door", TouchpointKind.PHYSICAL),
        ("call", "Call to the contact centre", TouchpointKind.VIRTUAL),
        ("website", "Website", TouchpointKind.VIRTUAL),
        ("shop", "Parcel shop", TouchpointKind.PHYSICAL),
    ):
        added_point = journeys.add_touchpoint(
            code=code, name=name, journey="From order to door", kind=kind, by=SYSTEM, at=at
        )
        points[code] = added_point.id


def _people(world: World) -> None:
    parents = {code: parent or "" for code, _, _, parent in UNITS}
    by_login = {entry[0]: entry for entry in ROLES}
    leader = _person(world, *by_login["achieng"], None)
    heads = {"coast": _person(world, *by_login["omar"], leader)}
    for unit, login in (("capital", "kevin"), ("west", "lydia"), ("care", "peris")):
        heads[unit] = _person(world, login, world.person_name(), "Head of unit", Role.TEAM_LEADER, unit, leader)
    njeri = _person(world, *by_login["njeri"], heads["coast"])
    for login in ("mutua", "grace", "baraka", "zawadi"):
        _person(world, *by_login[login], None)
    _person(world, "wairimu", "Wairimu Njoroge", "Internal communication", Role.CX_LEADER, "kilima", leader)
    world.agents["mombasa"] = [(njeri, "Njeri Wambui")]
    for unit in [*DEPOTS, "phones"]:
        team = world.agents.setdefault(unit, [])
        while len(team) < (1 if unit == "lamu" else 4):
            name, login = world.person_name(), f"{unit}-{len(team) + 1}"
            team.append((_person(world, login, name, "Service agent", Role.AGENT, unit, heads[parents[unit]]), name))


def _person(world: World, login: str, name: str, title: str, role: Role, unit: str, manager: UUID | None) -> UUID:
    at = world.start - timedelta(days=60)
    email = f"{login}@{DOMAIN}"
    user = get_user_model().objects.create_user(username=email, email=email)
    added = organisation.add_person(
        name=name,
        email=email,
        title=title,
        unit_id=world.ids["units"][unit],
        manager_id=manager,
        since=at.date(),
        user_id=user.pk,
        by=SYSTEM,
        at=at,
    )
    organisation.grant_role(
        person_id=added.id, role=role, unit_id=world.ids["units"][unit], since=at.date(), by=SYSTEM, at=at
    )
    world.ids.setdefault("people", {})[login] = added.id
    return added.id
