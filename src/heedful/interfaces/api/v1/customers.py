"""The customer book."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import StringConstraints

from heedful.domain.customers import operations, queries
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Address, Asked, Body, Code, Listed, Minor, Name, Short
from heedful.workflows import privacy

router = Router()


class NewAccount(Body):
    """An account, with the person to talk to."""

    code: Code
    name: Name
    kind: AccountKind = AccountKind.BUSINESS
    segment: Code | None = None
    unit: UUID | None = None
    owner: UUID | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    contact_name: Name = ""
    contact_email: Address = ""
    contact_reference: Annotated[str, StringConstraints(max_length=128)] | None = None
    language: Annotated[str, StringConstraints(max_length=10)] = "en"


class RevenueLine(Body):
    """What an account brought in a month, in minor units."""

    account: Code
    amount_minor: Minor


class Revenue(Body):
    """A month of revenue; refused, with the difference, unless the lines sum to the control total."""

    source: Name
    month: date
    currency: Short
    control_minor: Minor
    lines: list[RevenueLine]


@router.get("", response=Listed, summary="Accounts in sight")
def accounts(
    request: Asked,
    words: str = "",
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    after: str = "",
) -> Listed:
    """List accounts by number."""
    request.actor.require(Permission.SEE_CUSTOMERS)
    rows = queries.visible_to(request.actor).order_by("code")
    if words:
        rows = rows.filter(name__icontains=words)
    total = rows.count()
    if after:
        rows = rows.filter(code__gt=after)
    found = list(rows[:limit])
    items = [{"id": a.id, "code": a.code, "name": a.name, "segment": a.segment_id, "unit": a.unit_id} for a in found]
    return Listed(items=items, total=total, next=found[-1].code if len(found) == limit else "")


@router.post("", response={201: dict[str, Any]}, summary="Add an account")
def add(request: Asked, body: NewAccount) -> Status[dict[str, Any]]:
    """Add an account and, where named, its contact."""
    unit_id = organisation.find_unit(body.unit).id if body.unit else None
    request.actor.require(Permission.EDIT_CUSTOMERS, unit_id or organisation.root_id())
    at = timezone.now()
    owner = organisation.person(body.owner) if body.owner else None
    account = operations.add_account(
        code=body.code,
        name=body.name,
        kind=body.kind,
        segment=body.segment,
        unit_id=unit_id,
        owner_id=owner.id if owner else None,
        contract_from=body.contract_from,
        contract_to=body.contract_to,
        by=request.actor,
        at=at,
    )
    if body.contact_name:
        operations.add_contact(
            account_id=account.id,
            name=body.contact_name,
            email=body.contact_email,
            reference=body.contact_reference,
            language=body.language,
            by=request.actor,
            at=at,
        )
    return Status(201, {"id": account.id, "code": account.code})


@router.post("/revenue", response={201: dict[str, Any]}, summary="Load a month of revenue")
def revenue(request: Asked, body: Revenue) -> Status[dict[str, Any]]:
    """Load a month of revenue that equals the ledger."""
    request.actor.require_everywhere(Permission.EDIT_CUSTOMERS)
    batch = operations.load_revenue(
        source=body.source,
        month=body.month,
        currency=body.currency,
        lines=[RevenueInput(line.account, body.month, line.amount_minor) for line in body.lines],
        control_minor=body.control_minor,
        by=request.actor,
        at=timezone.now(),
    )
    return Status(201, {"id": batch.id, "lines": batch.lines, "control_minor": batch.control_minor})


class Erasing(Body):
    """Why a person is erased: on which ground, by which channel; without their name."""

    reason: Name


@router.get("/contacts/{uuid:contact_id}/held", response=dict[str, Any], summary="Everything kept about a person")
def held(request: Asked, contact_id: UUID) -> dict[str, Any]:
    """Return what is kept about a contact, to hand over to them."""
    return privacy.held(contact_id=contact_id, by=request.actor, at=timezone.now())


@router.post("/contacts/{uuid:contact_id}/erase", response=dict[str, int], summary="Erase a person")
def erase(request: Asked, contact_id: UUID, told: Erasing) -> dict[str, int]:
    """Forget a contact everywhere; return the rows touched by area."""
    return privacy.erase(contact_id=contact_id, reason=told.reason, by=request.actor, at=timezone.now())
