"""Which mail is in whose sight."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from heedful.domain.cases import queries as cases
from heedful.domain.correspondence.enums import WAITING, MailState
from heedful.domain.correspondence.models import IncomingMail, Position
from heedful.domain.customers.rules import Traces
from heedful.domain.feedback import queries as feedback
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


def visible_to(actor: Actor) -> QuerySet[IncomingMail]:
    """Return the mail of the mailboxes in sight; what went into a case or among feedback is seen by who sees that."""
    own = within("unit_id", actor, Permission.SEE_FEEDBACK)
    case = Q(case__isnull=True) | Q(case_id__in=cases.visible_to(actor).values("id"))
    said = Q(submission__isnull=True) | Q(submission_id__in=feedback.visible_to(actor).values("id"))
    return IncomingMail.objects.filter(own & case & said).select_related("unit", "case").defer("raw")


def find(actor: Actor, mail_id: UUID) -> IncomingMail:
    """Return a mail in sight; raise NotFound."""
    found = visible_to(actor).filter(id=mail_id).first()
    if found is None:
        raise NotFound("no mail has this id", field="mail", value=mail_id)
    return found


def changeable(actor: Actor, mail_id: UUID) -> IncomingMail:
    """Return a mail in sight about which the actor may decide; raise NotFound or Denied."""
    found = find(actor, mail_id)
    actor.require(Permission.RECORD_FEEDBACK, found.unit_id)
    return found


def counts(actor: Actor) -> dict[str, int]:
    """Count the mail in sight by what became of it; `waiting` counts what a person has to decide."""
    rows = visible_to(actor).order_by().values_list("state").annotate(n=Count("id"))
    found: dict[str, int] = dict.fromkeys(MailState, 0) | {str(state): n for state, n in rows}
    return found | {"waiting": sum(found[state] for state in WAITING)}


def positions() -> QuerySet[Position]:
    """Return how far each mailbox was read."""
    return Position.objects.order_by("mailbox")


def theirs(who: Traces, submission_ids: Collection[UUID], case_ids: Collection[UUID]) -> QuerySet[IncomingMail]:
    """Return the mail of a person: from their address, or in their feedback or cases, for our own use."""
    found = Q(submission_id__in=submission_ids) | Q(case_id__in=case_ids)
    if who.address:
        found |= Q(sender_address__iexact=who.address)
    return IncomingMail.objects.filter(found)


def kept_of(who: Traces) -> list[dict[str, Any]]:
    """Return what is kept of a person's own mail, to hand over to them; nobody else's in the same case."""
    rows = theirs(who, (), ()) if who.address else IncomingMail.objects.none()
    return [show(each) | {"raw": bytes(each.raw).decode("latin-1")} for each in rows.order_by("received_at", "id")]


def show(mail: IncomingMail) -> dict[str, Any]:
    """Return a mail as plain values."""
    return {
        "id": mail.id, "mailbox": mail.mailbox, "message_id": mail.message_id, "state": mail.state, "why": mail.why,
        "from": {"name": mail.sender_name, "address": mail.sender_address}, "copied": mail.copied,
        "subject": mail.subject, "body": mail.body, "automatic": mail.automatic, "sha256": mail.raw_sha256,
        "case": mail.case_id, "feedback": mail.submission_id, "unit": mail.unit_id, "sent_at": mail.sent_at,
        "received_at": mail.received_at, "decided_by": mail.decided_by, "decided_at": mail.decided_at,
    }  # fmt: skip
