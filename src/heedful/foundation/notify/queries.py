"""Reads of notices, and of which mail was ours."""

import re
from uuid import UUID

from django.db.models import QuerySet

from heedful.foundation.notify.models import Mail, Notice

OWN_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@heedful>")
MOST_NAMED = 50


def notices(person_id: UUID) -> QuerySet[Notice]:
    """Return a colleague's notices, newest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-id")


def unread(person_id: UUID) -> int:
    """Return how many notices a colleague has not read."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).count()


def key_of_mail(message_id: str) -> str:
    """Return the key of the mail that we sent under a Message-ID; empty where it is none of ours."""
    found = OWN_ID.fullmatch(message_id.lower())
    return (Mail.objects.filter(id=found.group(1)).values_list("key", flat=True).first() or "") if found else ""


def receivers_named_in(text: str) -> frozenset[str]:
    """Return to whom the mails of ours went that a text, such as a bounce, names by their Message-ID."""
    ids = OWN_ID.findall(text.lower())[:MOST_NAMED]
    return frozenset(to.lower() for to in Mail.objects.filter(id__in=ids).values_list("to", flat=True))
