"""Reads of notices."""

from uuid import UUID

from django.db.models import QuerySet

from heedful.foundation.notify.models import Notice


def notices(person_id: UUID) -> QuerySet[Notice]:
    """Return a colleague's notices, newest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-id")


def unread(person_id: UUID) -> int:
    """Return how many notices a colleague has not read."""
    return Notice.objects.filter(person_id=person_id, read_at__isnull=True).count()
