"""Reads of praise: one's own, that of the team, what still has no name, and how quickly it arrives."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.employees.models import Recognition
from heedful.domain.employees.rules.praise import Reach, reach
from heedful.domain.feedback import queries as feedback
from heedful.foundation.access import Actor, Permission, within


def own(actor: Actor) -> QuerySet[Recognition]:
    """Return the compliments that name the colleague, newest first."""
    found = Recognition.objects.filter(person_id=actor.id) if actor.id else Recognition.objects.none()
    return found.select_related("submission", "person", "leader")


def of_team(actor: Actor) -> QuerySet[Recognition]:
    """Return the compliments of the units where the actor coaches, newest first."""
    found = Recognition.objects.filter(within("unit_id", actor, Permission.COACH))
    return found.select_related("submission", "person", "leader")


def nameless(actor: Actor, since: datetime, until: datetime) -> list[Any]:
    """Return the compliments in the actor's units that name nobody yet: somebody who knows may name the colleague."""
    found = feedback.compliments(since, until).filter(within("unit_id", actor, Permission.COACH))
    return list(found.exclude(id__in=Recognition.objects.values("submission_id")).filter(colleague__isnull=True))


def undelivered(since: datetime, until: datetime) -> list[tuple[UUID, UUID, datetime]]:
    """Return (submission, colleague, received) of compliments that name a colleague and have not reached them."""
    found = feedback.compliments(since, until).filter(colleague__isnull=False)
    rows = found.exclude(id__in=Recognition.objects.values("submission_id"))
    return [(row.id, row.colleague_id, row.collected_at) for row in rows if row.colleague_id is not None]


def delivery(actor: Actor, since: datetime, until: datetime) -> Reach:
    """Return the reach of the compliments of [since, until) in the actor's units; none named counts as undelivered."""
    received = feedback.compliments(since, until).filter(within("unit_id", actor, Permission.COACH))
    ids = received.values("id")
    rows = Recognition.objects.filter(submission_id__in=ids).values_list("received_at", "delivered_at")
    return reach(received.count(), [delivered - came for came, delivered in rows])
