"""Tell people: a notice in the product, or a mail by way of the outbox."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from heedful.foundation.jobs import operations as jobs
from heedful.foundation.notify.models import Mail, Notice

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


def tell(*, person_id: UUID, subject: str, text: str = "", url: str = "", at: datetime, key: str) -> None:
    """Put a notice before a colleague; the same `key` is shown once."""
    notice = Notice(key=key, person_id=person_id, subject=one_line(subject)[:200], text=text, url=url, at=at)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


@transaction.atomic
def mail(*, to: str, subject: str, text: str, at: datetime, key: str, headers: Mapping[str, str] | None = None) -> None:
    """Queue a mail in the transaction of its cause; the same `key` is sent once."""
    clean = {name: one_line(value) for name, value in (headers or {}).items()}
    letter = Mail(key=key, to=one_line(to), subject=one_line(subject)[:300], text=text, headers=clean, at=at)
    Mail.objects.bulk_create([letter], ignore_conflicts=True)
    jobs.enqueue(kind="mail.send", payload={"key": key}, at=at, dedup=f"mail:{key}"[:200])


def deliver(*, key: str, at: datetime) -> None:
    """Hand a queued mail to the SMTP server, then forget its text, which may hold a secret link.

    Message-ID comes from the row, so that a second try is recognised as such.
    """
    letter = Mail.objects.filter(key=key, sent_at__isnull=True).first()
    if letter is None:
        return
    headers = {"Message-ID": f"<{letter.id}@heedful>", **letter.headers}
    EmailMessage(subject=letter.subject, body=letter.text, to=[letter.to], headers=headers).send()
    Mail.objects.filter(id=letter.id).update(sent_at=at, text="")


def withdraw(*, keys: Sequence[str]) -> int:
    """Take back mails that have not left yet; return how many. What is on its way cannot be taken back."""
    return Mail.objects.filter(key__in=keys, sent_at__isnull=True).delete()[0]


def forget(
    *, addresses: Sequence[str] = (), urls: Sequence[str] = (), keys: Sequence[str] = (), begun: Sequence[str] = ()
) -> int:
    """Delete mails to addresses or with a key `begun` so, and notices that lead to pages or have one of the keys."""
    mails = [Mail.objects.filter(to__iexact=one_line(each)).delete()[0] for each in addresses if each]
    mails += [Mail.objects.filter(key__startswith=each).delete()[0] for each in begun]
    about = Notice.objects.filter(url__in=urls) | Notice.objects.filter(key__in=keys)
    return sum(mails) + about.delete()[0]


def mark_read(*, person_id: UUID, at: datetime) -> int:
    """Mark a colleague's notices as read; return how many were new."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).update(read_at=at)


def one_line(text: str) -> str:
    """Return `text` without the control characters that would break or forge a mail header."""
    return _CONTROLS.sub(" ", text).strip()
