"""Putting a mail where it belongs: by rule as it comes in, or as a person decides about one that waited."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries as case_queries
from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import BounceKind
from heedful.domain.correspondence import operations, queries
from heedful.domain.correspondence.enums import MailState
from heedful.domain.correspondence.rules import Letter, Unreadable, read
from heedful.domain.correspondence.rules.bodies import new_words
from heedful.domain.customers import queries as customers
from heedful.domain.feedback.enums import Kind
from heedful.foundation.access import CUSTOMER, SYSTEM, Actor, Permission
from heedful.foundation.errors import Refused
from heedful.foundation.notify import queries as notify
from heedful.workflows import inner_loop


def attach(letter: Letter, case_id: UUID, *, at: datetime) -> None:
    """Put a mail into its case: what is new in its words, and its files as far as a case takes them."""
    words = new_words(letter.body) or letter.subject or "(a mail without words)"
    files, left = _files(letter)
    cases.receive(case_id=case_id, body=words + left, channel="email", files=files, by=CUSTOMER, at=at)


def file(letter: Letter, kind: Kind, unit_id: UUID, *, arrived: datetime, at: datetime) -> tuple[UUID, UUID | None]:
    """Record a mail as feedback; return the submission and the case that it opened, if it did.

    A customer we know is served by the unit of their account, anybody else by that of the mailbox.
    """
    received = inner_loop.receive_feedback(
        kind=kind,
        channel="email",
        body=letter.body or letter.subject or "(a mail without words)",
        about=letter.subject,
        submission_id=f"mail:{letter.message_id}",
        name=letter.sender_name,
        email=letter.sender,
        unit_id=None if customers.contact_by_email(letter.sender) else unit_id,
        source_type="email",
        collected_at=arrived,
        by=CUSTOMER,
        at=at,
    )
    case_id = received.followed_up.case_id if received.followed_up else None
    files, left = _files(letter)
    if case_id and (files or left):
        body = "Files that came with the mail." + left
        cases.receive(case_id=case_id, body=body, channel="email", files=files, by=CUSTOMER, at=at)
    return received.submission.id, case_id


def note(letter: Letter, raw: bytes, case_id: UUID | None, *, at: datetime) -> None:
    """Keep what a program wrote beside its case: it stops no clock and gets no answer.

    A bounce is believed only for an address that the mail of ours it names went to: anybody can write one.
    """
    sent_to = notify.receivers_named_in(raw.decode("latin-1"))
    for address, for_good in letter.came_back:
        if address in sent_to:
            kind = BounceKind.HARD if for_good else BounceKind.SOFT
            contacting.bounce(address=address, kind=kind, note=letter.subject, by=SYSTEM, at=at)
    if case_id:
        body = f"A program answered ({letter.automatic}): {new_words(letter.body) or letter.subject or 'no words'}"
        cases.note(case_id=case_id, body=body, by=SYSTEM, at=at)


@transaction.atomic
def attach_waiting(*, mail_id: UUID, reference: str = "", by: Actor, at: datetime) -> operations.Kept:
    """Let a mail that waited into a case: the one it answers, or the one named. Its sender may write there from now."""
    mail = queries.changeable(by, mail_id)
    letter = _letter(bytes(mail.raw))
    case = case_queries.case_by_reference(by, reference) if reference else None
    case_id = case.id if case else mail.case_id
    if case_id is None:
        raise Refused("it answers no case", field="case", fix="name the case, such as HD-2026-000012")
    by.require(Permission.WORK_CASES, case_queries.find_case(by, case_id).unit_id)
    done = operations.settle(mail_id=mail_id, state=MailState.ATTACHED, case_id=case_id, by=by, at=at)
    attach(letter, case_id, at=at)
    return done


@transaction.atomic
def file_waiting(*, mail_id: UUID, kind: Kind, by: Actor, at: datetime) -> operations.Kept:
    """Record a mail that waited as feedback, and open a case where it calls for one."""
    mail = queries.changeable(by, mail_id)
    letter = _letter(bytes(mail.raw))
    if kind is Kind.ANSWER:
        raise Refused("a mail answers no survey", field="kind", value=kind, fix="say what the customer means by it")
    submission_id, case_id = file(letter, kind, mail.unit_id, arrived=mail.received_at, at=at)
    return operations.settle(
        mail_id=mail_id, state=MailState.FILED, case_id=case_id, submission_id=submission_id, by=by, at=at
    )


def dismiss(*, mail_id: UUID, why: str, by: Actor, at: datetime) -> operations.Kept:
    """Lay a mail that waited aside, with a reason; it stays to be read."""
    return operations.settle(mail_id=mail_id, state=MailState.DISMISSED, why=why, by=by, at=at)


def _letter(raw: bytes) -> Letter:
    try:
        return read(raw)
    except Unreadable as unreadable:
        fix = "download the mail and note by hand what it says, then dismiss it here"
        raise Refused(str(unreadable), field="mail", fix=fix) from None


def _files(letter: Letter) -> tuple[list[cases.File], str]:
    """Return the files that a case takes, and a line that names the others, which stay in the mail."""
    fit = [each for each in letter.files if len(each.content) <= cases.MAX_FILE]
    taken = fit[: cases.MAX_FILES]
    left = [each.name for each in letter.files if each not in taken]
    line = f"\n\n[Too large or too many, kept with the mail: {', '.join(left)}]" if left else ""
    return [cases.File(each.name, each.content_type, each.content) for each in taken], line
