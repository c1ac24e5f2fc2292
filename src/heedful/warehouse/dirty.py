"""Say which rows of a fact have changed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from heedful.warehouse.models import DirtyKey

INSERT = "INSERT INTO warehouse_dirtykey (fact, key) VALUES (%s, %s)"
EVERYTHING = UUID(int=0)
"""The key of a mark that stands for all rows of a fact."""


def mark(fact: str, keys: Iterable[UUID]) -> None:
    """Queue keys of a fact for refresh, in the caller's transaction.

    No lookup, no lock. Deleted rows are marked like changed ones: the refresher finds
    that the key has no row any more and drops it from the store.
    """
    sqlite = connection.vendor == "sqlite"
    marks = [(fact, key.hex if sqlite else key) for key in dict.fromkeys(keys)]
    if marks:
        with connection.cursor() as cursor:
            if len(marks) == 1:
                cursor.execute(INSERT, marks[0])
            else:
                cursor.executemany(INSERT, marks)


def mark_all(fact: str) -> None:
    """Queue a whole fact for rebuilding: cheaper than a mark a row when very many rows change at once."""
    DirtyKey.objects.create(fact=fact, key=EVERYTHING)


def pending(fact: str | None = None) -> int:
    """Count marks that wait for the next refresh."""
    marks = DirtyKey.objects.all()
    return (marks if fact is None else marks.filter(fact=fact)).count()
