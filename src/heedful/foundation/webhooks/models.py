"""Endpoints, the keys that sign for them, what was sent to them and what they answered."""

from django.db import models

from heedful.foundation.ids import new_id


class Endpoint(models.Model):
    """A program outside that is called. `why_off` says why it is not, where it is off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    why_off = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField()


class SigningKey(models.Model):
    """A key that signs. Its secret is kept nowhere: it is derived from the installation's own and this id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="keys")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    PARKED = "parked"


class Delivery(models.Model):
    """One event for one endpoint, with the very text that is signed. `tries` counts those since the last replay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_once"),
            models.CheckConstraint(condition=models.Q(state__in=DeliveryState.values), name="delivery_state_known"),
        ]
        indexes = [models.Index(fields=["endpoint", "-created_at"], name="delivery_log")]


class Attempt(models.Model):
    """One try and its reply; `status` is empty where there was none, and `error` says why."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    reply = models.TextField(default="")
    error = models.TextField(default="")


class Mark(models.Model):
    """How far the sealed audit trail has been told: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField()
