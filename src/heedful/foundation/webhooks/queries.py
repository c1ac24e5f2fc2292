"""Reads of endpoints and of what was sent to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils.crypto import salted_hmac

from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound
from heedful.foundation.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, SigningKey


def visible_to(actor: Actor) -> QuerySet[Endpoint]:
    """Return the endpoints for who administers the whole company, none for others."""
    return Endpoint.objects.all() if actor.everywhere(Permission.ADMINISTER) else Endpoint.objects.none()


def endpoints(actor: Actor) -> QuerySet[Any]:
    """Return the endpoints, newest first, each with how many deliveries wait and are parked, and its last success."""
    return (
        visible_to(actor)
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
            parked=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PARKED)),
            last_taken=Max("deliveries__finished_at", filter=Q(deliveries__state=DeliveryState.DELIVERED)),
        )
        .order_by("-created_at", "-id")
    )


def endpoint(endpoint_id: UUID, actor: Actor) -> Endpoint:
    """Return one endpoint; raise NotFound."""
    found = visible_to(actor).filter(id=endpoint_id).first()
    if found is None:
        raise NotFound("no such endpoint", field="endpoint", value=endpoint_id)
    return found


def log(endpoint_id: UUID, actor: Actor) -> QuerySet[Delivery]:
    """Return what was sent to an endpoint in the last 30 days, newest first, each with its tries, newest first."""
    tries = Prefetch("attempts", Attempt.objects.order_by("-at", "-id"))
    found = Delivery.objects.filter(endpoint=endpoint(endpoint_id, actor)).prefetch_related(tries)
    return found.order_by("-created_at", "-id")


def keys(endpoint_id: UUID, at: datetime) -> QuerySet[SigningKey]:
    """Return the keys that sign at a moment, newest first."""
    good = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    return SigningKey.objects.filter(good, endpoint=endpoint_id).order_by("-created_at", "-id")


def secret_of(key: SigningKey) -> bytes:
    """Return the 32 bytes that a key signs with."""
    return salted_hmac("heedful.webhooks", str(key.id), secret=settings.SECRET_KEY, algorithm="sha256").digest()
