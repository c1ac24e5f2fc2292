"""The dirty-key queue."""

from __future__ import annotations

from django.db import models


class DirtyKey(models.Model):
    """One mark: the row behind this key changed and its fact must be read again.

    Marks are appended, never merged. Were (fact, key) unique with conflicts ignored, a writer that has not committed
    would find the older mark, add nothing, and lose its change when the refresher deletes that older mark.
    """

    id = models.BigAutoField(primary_key=True)
    fact = models.CharField(max_length=40)
    key = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.fact} {self.key}"
