"""Reads of interactions."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from heedful.domain.journeys.models import Interaction
from heedful.foundation.access import Actor, Permission, within


def visible_to(actor: Actor) -> QuerySet[Interaction]:
    """Return the interactions of the units the actor may see."""
    seen = Interaction.objects.filter(within("unit_id", actor, Permission.SEE_JOURNEYS))
    return seen.select_related("touchpoint", "unit", "account")


def interaction(interaction_id: UUID | None) -> Interaction | None:
    """Return the interaction with this id, for our own use: no actor, no scope."""
    rows = Interaction.objects.select_related("touchpoint", "unit")
    return rows.filter(id=interaction_id).first() if interaction_id else None


def interaction_by_source(source: str, source_ref: str) -> Interaction | None:
    """Return the interaction with this id of its source."""
    return Interaction.objects.filter(source=source, source_ref=source_ref).first()


def interactions_by_id(ids: Iterable[UUID]) -> dict[UUID, Interaction]:
    """Return the interactions with these ids."""
    return Interaction.objects.select_related("touchpoint").in_bulk(list(ids))


def recent_of_account(account_id: UUID, limit: int = 10) -> list[Interaction]:
    """Return an account's last interactions, newest first."""
    found = Interaction.objects.filter(account_id=account_id).select_related("touchpoint", "unit")
    return list(found.order_by("-started_at")[:limit])
