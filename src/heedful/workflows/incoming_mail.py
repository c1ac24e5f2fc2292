"""Mail -> case or inbox: each mail once, the poisonous one kept apart, and nothing lost on the way."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from heedful.domain.correspondence import operations, queries
from heedful.domain.correspondence.enums import MailState
from heedful.domain.correspondence.rules import Found, Letter, Mailbox, Unreadable, decide, mailbox, read
from heedful.domain.organisation import queries as organisation
from heedful.foundation import imap
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict
from heedful.workflows import mail_filing

A_ROUND = 500
TRIES = 3
log = structlog.get_logger(__name__)


def mailboxes() -> list[Mailbox]:
    """Return the mailboxes of the settings; raise Refused for one that is none."""
    return [mailbox(each) for each in settings.HEEDFUL_MAILBOXES]


def fetch(*, at: datetime) -> dict[str, int]:
    """Read what is new in every mailbox, at most 500 mails of each; return how many by address.

    A mailbox that does not answer does not keep the others waiting, nor a mail that cannot be read those after it.
    """
    found = {}
    for box in mailboxes():
        try:
            found[box.address] = _fetch(box, at)
        except imap.MailboxClosed as closed:
            operations.fail(mailbox=box.address, problem=str(closed), at=at)
            found[box.address] = 0
    return found


def _fetch(box: Mailbox, at: datetime) -> int:
    n, position = 0, queries.positions().filter(mailbox=box.address).first()
    with imap.reading(
        host=box.host, port=box.port, encrypted=box.encrypted, user=box.user, password=box.password, folder=box.folder
    ) as folder:
        last = position.last if position and position.validity == folder.validity else 0
        for each in folder.after(last, A_ROUND):
            take(raw=each.raw, box=box, whole=each.whole, arrived=min(each.arrived, at), at=at)
            n, last = n + 1, each.number
            operations.advance(mailbox=box.address, validity=folder.validity, last=last, at=at)
        operations.advance(mailbox=box.address, validity=folder.validity, last=last, at=at)
    return n


def take(*, raw: bytes, box: Mailbox, whole: bool = True, arrived: datetime, at: datetime) -> operations.Kept:
    """Take one mail in, once; whatever goes wrong with it, its bytes are kept for a person to look at.

    Clocks run from when it `arrived` at the server.
    """
    unit = _unit(box)
    keep = partial(operations.keep_unreadable, raw=raw, mailbox=box.address, unit_id=unit, arrived=arrived, by=SYSTEM)
    if not whole:
        return keep(why=f"it is larger than {imap.LARGEST >> 20} MB; here is its header only", at=at)
    try:
        letter = read(raw, trusted=settings.HEEDFUL_MAIL_TRUSTED)
    except Unreadable as unreadable:
        return keep(why=str(unreadable), at=at)
    fault: Exception | None = None
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _take(letter, raw, box, unit, arrived, at)
        except (Conflict, IntegrityError) as late:  # an agent or another worker was at the same case or mail
            fault = late
        except Exception as error:  # one mail must not stop those after it
            fault = error
            break
    log.warning("mail could not be taken in", mailbox=box.address, error=type(fault).__name__)
    return keep(why=f"taking it in failed: {type(fault).__name__}", at=at)


def _take(letter: Letter, raw: bytes, box: Mailbox, unit: UUID, arrived: datetime, at: datetime) -> operations.Kept:
    if known := queries.known(box.address, letter.message_id):
        return operations.kept_as(known)
    keep = partial(
        operations.keep, letter=letter, raw=raw, mailbox=box.address, unit_id=unit, arrived=arrived, by=SYSTEM, at=at
    )
    if first := queries.elsewhere(box.address, letter.message_id):
        why = f"{first.mailbox} has it"
        return keep(state=MailState.COPY, why=why, case_id=first.case_id, submission_id=first.submission_id)
    case_id = queries.case_of(letter, box.address)
    lately, same = queries.lately(letter, at)
    people = queries.parties(case_id) if case_id else frozenset[str]()
    found = Found(case_id=case_id, parties=people, ours=_ours(), lately=lately, same_subject=same)
    verdict = decide(letter, found)
    submission_id = None
    if verdict.state is MailState.ATTACHED and case_id:
        mail_filing.attach(letter, case_id, at=at)
    elif verdict.state is MailState.AUTOMATIC:
        mail_filing.note(letter, raw, case_id, at=at)
    elif verdict.state is MailState.FILED:
        submission_id, case_id = mail_filing.file(letter, box.kind, unit, arrived=arrived, at=at)
    return keep(state=verdict.state, why=verdict.why, case_id=case_id, submission_id=submission_id)


def _ours() -> frozenset[str]:
    own = [settings.DEFAULT_FROM_EMAIL, settings.HEEDFUL_REPLY_TO, *(each.address for each in mailboxes())]
    return frozenset(each.lower() for each in own if each)


def _unit(box: Mailbox) -> UUID:
    return organisation.unit(box.unit).id if box.unit else organisation.root_id()
