"""To which case a mail answers, and who may write into it. For our own use: no actor, no scope."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.cases import queries as cases
from heedful.domain.correspondence.enums import MailState
from heedful.domain.correspondence.models import IncomingMail
from heedful.domain.correspondence.rules import Letter
from heedful.domain.correspondence.rules.belonging import bare
from heedful.foundation.access import SYSTEM
from heedful.foundation.notify import queries as notify
from heedful.foundation.notify.reply_address import matter_of

REFERENCE = re.compile(r"\bHD-\d{4}-\d{6}\b", re.IGNORECASE)
WINDOW = timedelta(hours=3)


def known(mailbox: str, message_id: str) -> IncomingMail | None:
    """Return the mail of this mailbox that has this Message-ID."""
    return IncomingMail.objects.filter(mailbox=mailbox, message_id=message_id).first()


def elsewhere(mailbox: str, message_id: str) -> IncomingMail | None:
    """Return the same mail as another mailbox of ours had it first."""
    rows = IncomingMail.objects.filter(message_id=message_id).exclude(mailbox=mailbox)
    return rows.order_by("received_at", "id").first()


def case_of(letter: Letter, mailbox: str) -> UUID | None:
    """Return the case that a mail leads to: by our own letters, by mail of this mailbox, by address, by subject."""
    for each in reversed(letter.references):
        if found := cases.case_of_letter(notify.key_of_mail(each)):
            return found
    before = IncomingMail.objects.filter(mailbox=mailbox, message_id__in=letter.references, case__isnull=False)
    if row := before.exclude(state=MailState.QUARANTINED).order_by("-received_at", "-id").first():
        return row.case_id
    told = [matter_of(each) for each in letter.receivers] + REFERENCE.findall(letter.subject.upper())
    for reference in filter(None, told):
        if case := cases.visible_to(SYSTEM).filter(reference=reference).first():
            return case.id
    return None


def parties(case_id: UUID) -> frozenset[str]:
    """Return who may write into a case by mail: whose it is, who was let in before, and whom they copied."""
    rows = IncomingMail.objects.filter(case_id=case_id, state__in=(MailState.ATTACHED, MailState.FILED))
    let_in = rows.values_list("sender_address", "copied")
    return cases.party_addresses(case_id) | {each for sender, copied in let_in for each in (sender, *copied) if each}


def lately(letter: Letter, at: datetime) -> tuple[int, int]:
    """Count the mails of a sender in the three hours before, and those of the same subject."""
    rows = IncomingMail.objects.filter(sender_address=letter.sender, received_at__gt=at - WINDOW)
    subjects = list(rows.values_list("subject", flat=True))
    return len(subjects), sum(bare(each) == bare(letter.subject) for each in subjects)
