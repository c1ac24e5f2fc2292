"""Say which rows of a fact have changed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from heedful.warehouse.models import DirtyKey

BATCH = 1_000
EVERYTHING = UUID(int=0)
"""The key of a mark that stands for all rows of a fact."""


def mark(fact: str, keys: Iterable[UUID]) -> None:
    """Queue keys of a fact for refresh, in the caller's transaction.

    One INSERT for up to 1,000 keys; no lookup, no lock. Deleted rows are marked like changed ones: the refresher finds
    that the key has no row any more and drops it from the store.
    """
    marks = [DirtyKey(fact=fact, key=key) for key in dict.fromkeys(keys)]
    if marks:
        DirtyKey.objects.bulk_create(marks, batch_size=BATCH)


def mark_all(fact: str) -> None:
    """Queue a whole fact for rebuilding: cheaper than a mark a row when very many rows change at once."""
    DirtyKey.objects.create(fact=fact, key=EVERYTHING)


def pending(fact: str | None = None) -> int:
    """Count marks that wait for the next refresh."""
    marks = DirtyKey.objects.all()
    return (marks if fact is None else marks.filter(fact=fact)).count()
