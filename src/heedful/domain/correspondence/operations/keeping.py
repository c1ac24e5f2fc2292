"""Keeping a mail with what became of it, once per mailbox and Message-ID."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.correspondence.enums import WAITING, MailState
from heedful.domain.correspondence.models import IncomingMail
from heedful.domain.correspondence.queries import changeable
from heedful.domain.correspondence.rules import Letter
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail as it is kept, and what became of it."""

    id: UUID
    state: MailState
    why: str
    case_id: UUID | None
    submission_id: UUID | None


def kept_as(mail: IncomingMail) -> Kept:
    """Return what became of a mail."""
    return Kept(mail.id, MailState(mail.state), mail.why, mail.case_id, mail.submission_id)


@transaction.atomic
def keep(
    *,
    letter: Letter,
    raw: bytes,
    mailbox: str,
    unit_id: UUID,
    state: MailState,
    why: str = "",
    case_id: UUID | None = None,
    submission_id: UUID | None = None,
    arrived: datetime,
    by: Actor,
    at: datetime,
) -> Kept:
    """Keep a mail that was read, with what became of it."""
    return _made(
        IncomingMail(
            mailbox=mailbox, message_id=letter.message_id, references=list(letter.references),
            sender_name=letter.sender_name, sender_address=letter.sender, copied=list(letter.receivers),
            subject=letter.subject, body=letter.body, automatic=letter.automatic, sent_at=letter.sent_at,
            state=state, why=why[:300], case_id=case_id, submission_id=submission_id, unit_id=unit_id,
            raw=raw, raw_sha256=hashlib.sha256(raw).hexdigest(), received_at=arrived,
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def keep_unreadable(
    *, raw: bytes, mailbox: str, unit_id: UUID, why: str, arrived: datetime, by: Actor, at: datetime
) -> Kept:
    """Keep a mail that defeated us as it came, before a person's eyes; the same bytes are kept once."""
    found = hashlib.sha256(raw).hexdigest()
    known = IncomingMail.objects.filter(mailbox=mailbox, message_id=f"unreadable:{found}").first()
    return kept_as(known) if known else _made(
        IncomingMail(
            mailbox=mailbox, message_id=f"unreadable:{found}", state=MailState.UNREADABLE, why=why[:300],
            unit_id=unit_id, raw=raw, raw_sha256=found, received_at=arrived,
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def settle(
    *,
    mail_id: UUID,
    state: MailState,
    why: str = "",
    case_id: UUID | None = None,
    submission_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Kept:
    """Write down what a person decided about a mail that waited; raise Conflict where somebody was first."""
    mail = changeable(by, mail_id)
    if state is MailState.DISMISSED and not why.strip():
        raise Refused("say why", field="why", fix="name what the mail is, such as advertising")
    done = IncomingMail.objects.filter(id=mail.id, state__in=WAITING).update(
        state=state, why=why.strip()[:300], case_id=case_id or mail.case_id, submission_id=submission_id,
        decided_by=by.name, decided_at=at,
    )  # fmt: skip
    if not done:
        raise Conflict("somebody has decided about this mail", field="mail", fix="look at it again")
    _audit(mail, state, by, at)
    mail.refresh_from_db()
    return kept_as(mail)


def _made(mail: IncomingMail, by: Actor, at: datetime) -> Kept:
    mail.save(force_insert=True)
    _audit(mail, MailState(mail.state), by, at)
    return kept_as(mail)


def _audit(mail: IncomingMail, state: MailState, by: Actor, at: datetime) -> None:
    data = {"mailbox": mail.mailbox, "sha256": mail.raw_sha256}
    audit.record(by=by, at=at, action=f"mail.{state}", entity="mail", entity_id=mail.id, data=data)
