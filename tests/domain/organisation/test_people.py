"""Roles reach the subtree of their unit while they are held, and not a day longer."""

from datetime import datetime, timedelta

import pytest

from heedful.domain.organisation import operations, queries
from heedful.domain.organisation.enums import KeyScope, UnitKind
from heedful.foundation.access import SYSTEM, Permission, Role
from heedful.foundation.errors import Denied, NotFound, Refused
from tests.factories.company import SINCE, Company

P = Permission


def test_a_role_reaches_its_subtree_and_nothing_else(company: Company) -> None:
    lead = company.actor("north-lead")
    assert lead.can(P.SEE_CASES, company.units["north-desk"])
    assert not lead.can(P.SEE_CASES, company.units["south-desk"])
    assert not lead.can(P.CLOSE_PERIOD)
    with pytest.raises(Denied):
        lead.require(P.SEE_CASES, company.units["root"])


def test_a_role_at_the_root_reaches_everything(company: Company) -> None:
    assert company.actor("leader").units(P.SEE_CASES) is None


def test_an_administrator_reads_no_customer(company: Company) -> None:
    admin = company.actor("admin")
    assert not any(admin.can(p) for p in (P.SEE_CASES, P.SEE_FEEDBACK, P.SEE_CUSTOMERS, P.SEE_METRICS))


def test_an_ended_role_and_a_leaver_reach_nothing(company: Company, now: datetime) -> None:
    agent = company.people["north-agent"]
    (grant,) = queries.current_grants(agent, now.date())
    operations.end_grant(grant_id=grant.id, on=now.date(), by=SYSTEM, at=now)
    assert not company.actor("north-agent").can(P.SEE_CASES)
    with pytest.raises(NotFound):
        operations.end_grant(grant_id=grant.id, on=now.date(), by=SYSTEM, at=now)
    operations.leave(person_id=company.people["south-agent"], on=now.date(), by=SYSTEM, at=now)
    assert queries.actor_for_user(company.users["south-agent"], now) is None
    assert queries.actor_for_user(company.users["south-agent"], now - timedelta(days=1)) is not None


def test_nobody_grants_a_role_to_themselves(company: Company, now: datetime) -> None:
    with pytest.raises(Refused, match="themselves"):
        operations.grant_role(
            person_id=company.people["admin"],
            role=Role.BOARD,
            unit_id=company.units["root"],
            since=SINCE,
            by=company.actor("admin"),
            at=now,
        )


def test_managers_never_form_a_circle(company: Company, now: datetime) -> None:
    with pytest.raises(Refused, match="circle"):
        operations.update_person(
            person_id=company.people["leader"],
            title="",
            unit_id=company.units["root"],
            manager_id=company.people["north-agent"],
            by=SYSTEM,
            at=now,
        )


def test_a_key_acts_in_its_role_and_scope_until_it_ends(company: Company, now: datetime) -> None:
    secret = operations.issue_key(
        name="dashboard",
        role=Role.TEAM_LEADER,
        unit_id=company.units["north"],
        scope=KeyScope.READ,
        expires_at=now + timedelta(days=1),
        by=company.actor("leader"),
        at=now,
    )
    actor = queries.actor_for_key(secret, now)
    assert actor is not None
    assert actor.can(P.SEE_CASES, company.units["north-desk"]) and not actor.can(P.WORK_CASES)
    assert not actor.can(P.SEE_CASES, company.units["south-desk"])
    assert queries.actor_for_key(secret[:-1] + "x", now) is None
    assert queries.actor_for_key("", now) is None
    assert queries.actor_for_key(secret, now + timedelta(days=1)) is None
    (key,) = queries.api_keys(SYSTEM)
    assert secret not in (key.secret_hash, key.prefix)
    operations.revoke_key(key_id=key.id, by=SYSTEM, at=now)
    assert queries.actor_for_key(secret, now) is None
    with pytest.raises(NotFound):
        operations.revoke_key(key_id=key.id, by=SYSTEM, at=now)


def test_two_signers_are_two_people(company: Company, now: datetime) -> None:
    assert queries.has_two_signers(now.date())
    operations.leave(person_id=company.people["board"], on=now.date(), by=SYSTEM, at=now)
    assert not queries.has_two_signers(now.date())


def test_an_administrator_of_a_unit_administers_that_unit_alone(company: Company, now: datetime) -> None:
    operations.grant_role(
        person_id=company.people["north-lead"],
        role=Role.ADMIN,
        unit_id=company.units["north"],
        since=SINCE,
        by=SYSTEM,
        at=now,
    )
    admin, root, south = company.actor("north-lead"), company.units["root"], company.units["south"]
    friend = company.people["north-agent"]
    done = {"by": admin, "at": now}
    for attempt in (
        lambda: operations.grant_role(person_id=friend, role=Role.ADMIN, unit_id=root, since=SINCE, **done),
        lambda: operations.rename_unit(unit_id=south, name="Mine", **done),
        lambda: operations.move_unit(unit_id=south, parent_id=company.units["north"], since=SINCE, **done),
        lambda: operations.add_unit(code="x", name="x", kind=UnitKind.TEAM, parent_id=south, since=SINCE, **done),
        lambda: operations.add_person(name="x", email="x@x.example", unit_id=south, since=SINCE, **done),
        lambda: operations.leave(person_id=company.people["south-agent"], on=now.date(), **done),
        lambda: operations.issue_key(name="k", role=Role.ADMIN, unit_id=root, scope=KeyScope.READ, **done),
    ):
        with pytest.raises(Denied):
            attempt()
    with pytest.raises(NotFound):
        queries.colleague(admin, company.people["south-agent"])
    assert queries.colleague(admin, friend).id == friend
    operations.rename_unit(unit_id=company.units["north-desk"], name="Desk", **done)


def test_nobody_makes_a_key_that_may_do_more_than_they_may(company: Company, now: datetime) -> None:
    for scope in KeyScope:
        with pytest.raises(Denied, match="may"):
            operations.issue_key(
                name="k",
                role=Role.CX_LEADER,
                unit_id=company.units["root"],
                scope=scope,
                by=company.actor("admin"),
                at=now,
            )


def test_two_signers_of_a_team_are_not_signers_of_the_company(company: Company, now: datetime) -> None:
    operations.leave(person_id=company.people["board"], on=now.date(), by=SYSTEM, at=now)
    for name in ("north-agent", "south-agent"):
        operations.grant_role(
            person_id=company.people[name],
            role=Role.BOARD,
            unit_id=company.units["north-desk"],
            since=SINCE,
            by=SYSTEM,
            at=now,
        )
    assert not queries.has_two_signers(now.date())
