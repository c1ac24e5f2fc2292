"""The contact ledger: whom we write to, why not, and under which rules."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from heedful.domain.contacting import operations, queries
from heedful.domain.contacting.enums import ApproachState, BounceKind, SkipReason
from heedful.domain.contacting.queries import Line
from heedful.domain.contacting.rules.limits import Limits
from heedful.domain.customers import queries as customers
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Address, Asked, Body, Listed, Name, Words
from heedful.workflows import asking

router = Router()
SHIPPED = Limits()
Days = Annotated[int, Field(ge=0, le=730)]


class NewRules(Body):
    """How often customers are asked; without a unit, in the whole company."""

    days_between: Days = SHIPPED.days_between
    most: Annotated[int, Field(ge=1, le=1_000)] = SHIPPED.most
    window_days: Days = SHIPPED.window_days
    quarantine_days: Days = SHIPPED.quarantine_days
    unit: UUID | None = None
    reason: Words


class Returned(Body):
    """A mail that came back, as the mail server says."""

    address: Address
    kind: BounceKind = BounceKind.HARD
    note: Name = ""


@router.get("", response=Listed, summary="Messages and skips in sight, newest first")
def ledger(
    request: Asked,
    state: ApproachState | None = None,
    reason: SkipReason | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List every message to a customer with what became of it, and the one reason of each skip."""
    request.actor.require(Permission.SEE_CUSTOMERS)
    rows = queries.visible_to(request.actor)
    if state is not None:
        rows = rows.filter(state=state)
    if reason is not None:
        rows = rows.filter(reason=reason)
    total = rows.count()
    items = [_line(each) for each in queries.lines(rows[offset : offset + limit])]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.get("/contacts/{contact_id}", response=dict[str, Any], summary="May we write to this person, and why not")
def person(request: Asked, contact_id: UUID) -> dict[str, Any]:
    """Return the verdict of now for each purpose with its reason in words, and what went before."""
    request.actor.require(Permission.SEE_CUSTOMERS)
    view = queries.person(request.actor, contact_id, at=timezone.now(), limit=MAX_LIMIT)
    return {
        "contact": contact_id,
        "rules": {"number": view.person.number, **asdict(view.person.limits)},
        "now": [
            {"purpose": p, "allowed": v.allowed, "reason": v.reason, "free_from": v.free_from, "sentence": said}
            for p, v, said in view.now
        ],
        "total": view.total,
        "so_far": [_line(each) for each in view.lines],
    }


@router.post("/contacts/{contact_id}/opt-out", response={204: None}, summary="This person wants no more mail")
def opt_out(request: Asked, contact_id: UUID) -> Status[None]:
    """Keep a person from every further question and message, on every channel."""
    contact = customers.seen_contact(request.actor, contact_id)
    request.actor.require(Permission.RECORD_FEEDBACK, contact.account.unit_id)
    operations.opt_out(contact_id=contact_id, by=request.actor, at=timezone.now())
    return Status(204, None)


@router.post("/bounces", response={201: dict[str, Any]}, summary="A mail came back")
def bounced(request: Asked, body: Returned) -> Status[dict[str, Any]]:
    """Record a bounce; a hard one ends all mail to the address."""
    request.actor.require_everywhere(Permission.IMPORT_DATA)
    at = timezone.now()
    count = asking.record_bounce(address=body.address, kind=body.kind, note=body.note, by=request.actor, at=at)
    return Status(201, {"messages": count})


@router.get("/rules", response=list[dict[str, Any]], summary="The rules and their versions, newest first")
def rules(request: Asked) -> list[dict[str, Any]]:
    """List every version; the shipped rules, number 0, come last."""
    request.actor.require(Permission.SEE_CUSTOMERS)
    names = list(asdict(SHIPPED))
    found = [
        {
            "number": each.number,
            "unit": each.unit_id,
            "reason": each.reason,
            "by": each.by_name,
            "at": each.at,
            **{name: getattr(each, name) for name in names},
        }
        for each in queries.versions()
    ]
    shipped = {"number": 0, "unit": None, "reason": "as the product comes", "by": "", "at": None}
    return [*found, shipped | asdict(SHIPPED)]


@router.post("/rules", response={201: dict[str, Any]}, summary="Set new rules")
def set_rules(request: Asked, body: NewRules) -> Status[dict[str, Any]]:
    """Make the next version of the rules of a unit or of the company."""
    given = Limits(body.days_between, body.most, body.window_days, body.quarantine_days)
    made = operations.set_rules(given=given, unit_id=body.unit, reason=body.reason, by=request.actor, at=timezone.now())
    return Status(201, {"number": made.number})


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "contact": line.contact_id,
        "purpose": line.purpose,
        "programme": line.programme,
        "state": line.state,
        "why": line.why,
        "rules": line.rules,
        "decided_at": line.decided_at,
        "at": line.at,
    }
