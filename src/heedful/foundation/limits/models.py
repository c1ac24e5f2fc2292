"""The buckets."""

from django.db import models


class Bucket(models.Model):
    """One source at one door; `key` is a keyed hash, so that no address is kept. It is full again at `full_at` (ms)."""

    key = models.CharField(max_length=64, primary_key=True)
    full_at = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["full_at"], name="bucket_full")]
