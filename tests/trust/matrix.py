"""The matrix of routes, roles and scopes, generated from the addresses themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind
from heedful.domain.followthrough.enums import Whom
from heedful.domain.innovation.enums import Route, Track
from heedful.domain.innovation.operations import ideas, walks, wishes
from heedful.domain.innovation.queries import wishes as wish_queries
from heedful.domain.organisation import operations as organisation
from heedful.domain.organisation.enums import KeyScope
from heedful.domain.portfolio import operations as portfolio
from heedful.domain.problems import operations as problems
from heedful.foundation.access import CUSTOMER, SYSTEM, Permission, Role
from heedful.foundation.access.roles import PERMISSIONS_OF
from heedful.interfaces.api.urls import api
from heedful.interfaces.web.access import Access
from heedful.warehouse.refresh import refresh
from heedful.workflows import incoming_mail, inner_loop, keeping_promises, reporting_back
from tests.factories.company import Company
from tests.factories.letters import box, letter

WORDS = {"own": "The north wrote this canary", "other": "The south wrote this canary"}
READERS = {
    Role.AGENT: "north-agent",
    Role.TEAM_LEADER: "north-lead",
    Role.CX_LEADER: "leader",
    Role.ANALYST: "analyst",
    Role.BOARD: "board",
    Role.ADMIN: "admin",
    Role.PARTNER: "partner",
}
AT_ROOT = {Role.CX_LEADER, Role.ANALYST, Role.BOARD, Role.ADMIN}
GUARDS = {
    "case_id": Permission.SEE_CASES,
    "submission_id": Permission.SEE_FEEDBACK,
    "account_id": Permission.SEE_CUSTOMERS,
    "customer_id": Permission.SEE_PORTFOLIO,
    "problem_id": Permission.SEE_PROBLEMS,
    "idea_id": Permission.SEE_IDEAS,
    "wish_id": Permission.SEE_FEEDBACK,
    "walk_id": Permission.SEE_IDEAS,
    "contact_id": Permission.SEE_CUSTOMERS,
    "promise_id": Permission.SEE_PROMISES,
    "report_id": Permission.SEE_FEEDBACK,
    "mail_id": Permission.SEE_FEEDBACK,
}
"""Objects that belong to a unit, with the permission whose reach decides who sees them."""


@dataclass
class Objects:
    """An object of each kind in the north (own), in the south (other), and ids of another installation."""

    own: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: who asks for what, and the statuses that are right."""

    who: str
    scope: str
    address: str
    expected: frozenset[int]


def build(company: Company, at: datetime) -> Objects:
    """Make a case, a submission and an account on both sides."""
    found = Objects()
    for scope, unit, account in (("own", "north-desk", "A-1"), ("other", "south-desk", "A-2")):
        received = inner_loop.receive_feedback(
            kind=Kind.COMPLAINT,
            channel="web",
            body=WORDS[scope],
            submission_id=scope,
            contact_id=company.contacts[account],
            unit_id=company.units[unit],
            by=CUSTOMER,
            at=at,
        )
        opened = cases.open_case(
            matter=cases.Matter(
                kind=CaseKind.ENQUIRY, subject=WORDS[scope], channel="web", received_at=at, unit_id=company.units[unit]
            ),
            by=SYSTEM,
            at=at,
        )
        problem = problems.open_problem(
            trouble=problems.Trouble(statement=WORDS[scope], unit_id=company.units[unit]), by=SYSTEM, at=at
        )
        ids = getattr(found, scope)
        ids["problem_id"] = problem.id
        ids.update(case_id=opened.id, submission_id=received.submission.id, account_id=company.accounts[account])
        ids["customer_id"] = company.accounts[account]
        ids.update(_improved(company, scope, company.units[unit], at))
        ids["contact_id"] = company.contacts[account]
        ids["mail_id"] = incoming_mail.take(
            raw=letter("", subject=WORDS[scope], key=scope),
            box=box(unit=unit),
            arrived=at, at=at,
        ).id  # fmt: skip
        ids["promise_id"] = keeping_promises.promise(
            text=WORDS[scope], whom=Whom.CUSTOMER, due_on=at.date(), owner_id=company.people["leader"],
            unit_id=company.units[unit], by=SYSTEM, at=at,
        )  # fmt: skip
        ids["report_id"] = reporting_back.write(
            title=WORDS[scope], you_said=WORDS[scope], we_did=WORDS[scope], unit_id=company.units[unit],
            by=SYSTEM, at=at,
        )  # fmt: skip
    refresh(at=at)
    portfolio.stand(as_of=at.date(), by=SYSTEM, at=at)
    found.elsewhere = {name: uuid4() for name in GUARDS}
    return found


def _improved(company: Company, scope: str, unit: UUID, at: datetime) -> dict[str, UUID]:
    """Make an idea, a wish and a walk."""
    idea = ideas.propose(
        title=WORDS[scope], change="x", measure="x", unit_id=unit, track=Track.EXPERIMENT, by=SYSTEM, at=at
    )
    said = {"kind": Kind.WISH, "channel": "web", "submission_id": f"wish:{scope}", "body": WORDS[scope]}
    feedback.record(**said, unit_id=unit, by=SYSTEM, at=at)
    wishes.take_in(at=at)
    wish = next(row.wish for row in wish_queries.listed(SYSTEM, at.date()) if row.wish.unit_id == unit)
    call = company.touchpoints["call"]
    walks.write_script(touchpoint_id=call, lines=["x"], by=SYSTEM, at=at)
    lead = company.actor("north-lead" if scope == "own" else "south-lead")
    walk = walks.record_walk(unit_id=unit, touchpoint_id=call, points={0: 3}, walked_at=at, by=lead, at=at)
    walks.add_finding(walk_id=walk.id, text=WORDS[scope], route=Route.NOTE, by=lead, at=at)
    return {"idea_id": idea.id, "wish_id": wish.id, "walk_id": walk.id}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Access | None]]:
    """Yield every address below the root with its mark; the API has a matrix of its own."""
    for pattern in patterns:
        address = prefix + re.sub(r"[\^$]", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            if address != "api/v1/":
                yield from routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, getattr(pattern.callback, "access", None)


def web_routes() -> list[tuple[str, Access | None]]:
    """Return the addresses of the pages."""
    return list(routes(get_resolver().url_patterns))


def filled(address: str, ids: dict[str, Any]) -> str | None:
    """Put ids into an address; None where it needs one that this scope lacks."""

    def value(match: re.Match[str]) -> str:
        kind, _, name = (match.group(1) or match.group(2)).rpartition(":")
        if name in ids:
            return str(ids[name])
        return {"uuid": str(uuid4()), "int": "1", "slug": "nps", "str": "pack.pdf"}.get(kind, "x" * 64)

    if any(name in address for name in GUARDS) and not any(name in address and name in ids for name in GUARDS):
        return None
    return "/" + re.sub(r"<([^>]+)>|\(\?P<([^>]+)>[^)]*\)", value, address)


def sees(role: Role, scope: str, address: str) -> bool:
    """Say whether the object in an address is within the role's reach."""
    guard = next((permission for name, permission in GUARDS.items() if name in address), None)
    if guard is None:
        return True
    if scope == "elsewhere" or guard not in PERMISSIONS_OF[role]:
        return False
    return role in AT_ROOT or (scope == "own" and role is not Role.PARTNER)


def web_cells(objects: Objects) -> Iterator[Cell]:
    """Yield the cells of the pages, opened by GET."""
    fine = frozenset({200, 302, 405, 422})
    for scope in ("own", "other", "elsewhere"):
        for address, access in web_routes():
            url = filled(address, getattr(objects, scope))
            if access is None or url is None:
                continue
            guarded = any(name in address for name in GUARDS)
            unknown = "<uuid:" in address and not guarded
            if access.anonymous:
                yield Cell("anonymous", scope, url, fine | {404, 410})
                continue
            yield Cell("anonymous", scope, url, frozenset({302}))
            for role in Role:
                held = not access.permissions or any(p in PERMISSIONS_OF[role] for p in access.permissions)
                held = held and (not access.company or role in AT_ROOT)
                if not held:
                    yield Cell(role, scope, url, frozenset({404}))
                elif guarded and not sees(role, scope, address):
                    yield Cell(role, scope, url, frozenset({404, 405}))
                elif guarded:
                    yield Cell(
                        role,
                        scope,
                        url,
                        fine
                        | (
                            {404}
                            if "attachment_id" in address or "photo_id" in address or "<slug" in address
                            else frozenset()
                        ),
                    )
                elif address.startswith(("password/", "two-factor/")):
                    yield Cell(role, scope, url, fine | {403, 404})
                else:
                    yield Cell(role, scope, url, fine | {404} if unknown or "<" in address else fine)


def unexpected(company: Company, objects: Objects, first: bool = False) -> tuple[int, list[str]]:
    """Open every cell; return how many there are and those that answered otherwise or showed the other side's words.

    With `first`, stop at the first of them: enough for a negative control.
    """
    clients = {"anonymous": Client()}
    for role, name in READERS.items():
        clients[role] = Client()
        clients[role].force_login(get_user_model().objects.get(pk=company.users[name]))
    wrong, count = [], 0
    for cell in web_cells(objects):
        count += 1
        response = clients[cell.who].get(cell.address)
        body = b"" if response.streaming else response.content
        if response.status_code not in cell.expected:
            wrong.append(f"{cell.who} {cell.scope} {cell.address}: {response.status_code}, not {sorted(cell.expected)}")
        elif cell.who in (Role.AGENT, Role.TEAM_LEADER, Role.PARTNER, "anonymous") and WORDS["other"].encode() in body:
            wrong.append(f"{cell.who} {cell.scope} {cell.address}: shows the other unit's words")
        if first and wrong:
            break
    return count, wrong


def api_operations() -> Iterator[tuple[str, str]]:
    """Yield (method, path) of the documented API."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield method.upper(), path


def api_unexpected(company: Company, objects: Objects, at: datetime) -> tuple[int, list[str]]:
    """Call every GET of the API with a key of each role, and every operation without a key."""
    wrong, count = [], 0
    keys = {role: key_of(company, role, at) for role in Role}
    for method, path in api_operations():
        count += 1
        bare = Client().generic(method, _api_path(path, {}), "{}", content_type="application/json")
        if bare.status_code != 401:
            wrong.append(f"no key {method} {path}: {bare.status_code}")
        if method != "GET":
            continue
        for scope in ("own", "other", "elsewhere"):
            for role, secret in keys.items():
                count += 1
                url = _api_path(path, getattr(objects, scope))
                response = Client().get(url, headers={"Authorization": f"Bearer {secret}"})
                guarded = any("{" + name + "}" in path for name in GUARDS)
                if guarded and not sees(role, scope, path) and response.status_code not in (403, 404):
                    wrong.append(f"{role} {scope} GET {path}: {response.status_code}")
                if response.status_code >= 500:
                    wrong.append(f"{role} {scope} GET {path}: {response.status_code}")
                if role in (Role.AGENT, Role.TEAM_LEADER, Role.PARTNER) and WORDS["other"].encode() in response.content:
                    wrong.append(f"{role} {scope} GET {path}: shows the other unit's words")
    return count, wrong


def key_of(company: Company, role: Role, at: datetime) -> str:
    unit = {Role.AGENT: "north-desk", Role.TEAM_LEADER: "north", Role.PARTNER: "courier"}.get(role, "root")
    return organisation.issue_key(
        name=role,
        role=role,
        unit_id=company.units[unit],
        scope=KeyScope.WRITE,
        expires_at=at + timedelta(days=3_650),
        by=SYSTEM,
        at=at,
    )


def _api_path(path: str, ids: dict[str, UUID]) -> str:
    filled_in = re.sub(
        r"\{(?:\w+:)?(\w+)\}", lambda m: str(ids.get(m.group(1), 1 if m.group(1) == "number" else uuid4())), path
    )
    return f"{filled_in}?since=2026-01-01&until=2026-04-01"
