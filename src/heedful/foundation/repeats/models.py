"""Calls with their answers."""

from django.db import models


class Call(models.Model):
    """A call under its key, kept for a day. `status` is empty while it runs; `key` and `said` are hashes."""

    key = models.CharField(max_length=64, primary_key=True)
    said = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=100, default="")
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="call_age")]
