"""Mail that came in, and what a person decides about mail that waits."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router
from pydantic import StringConstraints

from heedful.domain.correspondence import queries
from heedful.domain.correspondence.enums import MailState
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import Permission
from heedful.interfaces.api.v1.shared import MAX_LIMIT, Asked, Body, Listed
from heedful.workflows import mail_filing

router = Router()


class Attached(Body):
    """The case to let a mail into, by reference; empty for the one it answers."""

    case: Annotated[str, StringConstraints(max_length=20)] = ""


class Filed(Body):
    """What the customer means by a mail."""

    kind: Kind


class Dismissed(Body):
    """Why a mail is laid aside."""

    why: Annotated[str, StringConstraints(min_length=1, max_length=300)]


@router.get("", response=Listed, summary="Mail in sight, newest first")
def mails(
    request: Asked,
    state: MailState | None = None,
    limit: int = Query(50, ge=1, le=MAX_LIMIT),  # type: ignore[type-arg]  # ninja's default object
    offset: int = Query(0, ge=0, le=10_000_000),  # type: ignore[type-arg]  # ninja's default object
) -> Listed:
    """List incoming mail; `quarantined` and `unreadable` wait for a person."""
    request.actor.require(Permission.SEE_FEEDBACK)
    rows = queries.visible_to(request.actor)
    rows = rows.filter(state=state) if state else rows
    total = rows.count()
    items = [queries.show(each) for each in rows[offset : offset + limit]]
    return Listed(items=items, total=total, next=str(offset + limit) if offset + limit < total else "")


@router.get("/{uuid:mail_id}", response=dict[str, Any], summary="One mail")
def one(request: Asked, mail_id: UUID) -> dict[str, Any]:
    """Show a mail in sight."""
    request.actor.require(Permission.SEE_FEEDBACK)
    return queries.show(queries.find(request.actor, mail_id))


@router.post("/{uuid:mail_id}/attach", response=dict[str, Any], summary="Let a mail that waited into a case")
def attach(request: Asked, mail_id: UUID, body: Attached) -> dict[str, Any]:
    """Attach it; its sender may write into the case from now on."""
    mail_filing.attach_waiting(mail_id=mail_id, reference=body.case, by=request.actor, at=timezone.now())
    return queries.show(queries.find(request.actor, mail_id))


@router.post("/{uuid:mail_id}/file", response=dict[str, Any], summary="Record a mail that waited as feedback")
def file(request: Asked, mail_id: UUID, body: Filed) -> dict[str, Any]:
    """Record it, and open a case where it calls for one."""
    mail_filing.file_waiting(mail_id=mail_id, kind=body.kind, by=request.actor, at=timezone.now())
    return queries.show(queries.find(request.actor, mail_id))


@router.post("/{uuid:mail_id}/dismiss", response=dict[str, Any], summary="Lay a mail that waited aside")
def dismiss(request: Asked, mail_id: UUID, body: Dismissed) -> dict[str, Any]:
    """Dismiss it with a reason; it stays to be read."""
    mail_filing.dismiss(mail_id=mail_id, why=body.why, by=request.actor, at=timezone.now())
    return queries.show(queries.find(request.actor, mail_id))
