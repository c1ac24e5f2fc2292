"""The list of erasures."""

from django.db import models


class Erasure(models.Model):
    """One person who was erased: the id that means nothing any more, when, why, and how many rows it touched."""

    subject = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    rows = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="erasure_has_reason")]
