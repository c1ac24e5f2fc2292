"""Bring the store up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from heedful.warehouse import facts, store
from heedful.warehouse.dirty import EVERYTHING
from heedful.warehouse.facts import Fact, Value
from heedful.warehouse.models import DirtyKey
from heedful.warehouse.store import Held, Manifest, Part

BATCH = 20_000


def refresh(*, at: datetime) -> int:
    """Read every marked row again, rewrite the months it touches, and return the number of keys read.

    Order matters: marks first, rows after them, the manifest next, and only then are exactly the marks that were read
    deleted. A change committed in between has left a mark of its own; a crash in between repeats work, never loses it.
    """
    with store.locked():
        return _refresh(at)


@contextmanager
def refreshed(*, at: datetime) -> Iterator[None]:
    """Bring the store up to date and keep it as it is for the block: every figure in it is of one state.

    Enter it outside a transaction, as every refresher takes the lock of the store before that of the database.
    """
    with store.locked():
        _refresh(at)
        yield


def rebuild(*, at: datetime) -> int:
    """Write the whole store anew and return the number of rows."""
    with store.locked():
        rows = sum(_rebuild(facts.fact(name)) for name in facts.names())
        store.stamp(at)
        return rows


def _refresh(at: datetime) -> int:
    done = 0
    for name in facts.names():
        fact = facts.fact(name)
        if _held(fact) is None:
            done += _rebuild(fact)
        while marks := list(DirtyKey.objects.filter(fact=name).order_by("id").values_list("id", "key")[:BATCH]):
            keys = list(dict.fromkeys(key for _, key in marks))
            if EVERYTHING in keys:
                done += _rebuild(fact)
                continue
            held = _held(fact) or store.empty(fact)
            _publish(fact, _updated(fact, held, keys))
            DirtyKey.objects.filter(id__in=[each for each, _ in marks]).delete()
            done += len(keys)
    store.stamp(at)
    return done


def _rebuild(fact: Fact) -> int:
    marks = list(DirtyKey.objects.filter(fact=fact.name).values_list("id", flat=True))
    months: dict[str, list[pa.Table]] = {}
    rows = (fact.stored(row) for row in fact.rows(None))
    for batch in _batches(rows):
        for month, found in _by_month(fact, batch).items():
            months.setdefault(month, []).append(store.table_of(fact, found))
    parts = {
        month: store.write(fact, month, pa.concat_tables(tables).sort_by(fact.key)) for month, tables in months.items()
    }
    held = Held(store.empty(fact).columns, parts)
    _publish(fact, held)
    for start in range(0, len(marks), BATCH):
        DirtyKey.objects.filter(id__in=marks[start : start + BATCH]).delete()
    return held.rows


def _updated(fact: Fact, held: Held, keys: Sequence[UUID]) -> Held:
    """Return what is held after the rows of these keys were read again."""
    fresh = _by_month(fact, (fact.stored(row) for row in fact.rows(keys)))
    stale = pa.array([str(key) for key in keys])
    parts: dict[str, Part] = dict(held.parts)
    for month in sorted({*held.parts, *fresh}):
        tables = [store.table_of(fact, fresh.get(month, []))]
        if part := held.parts.get(month):
            gone = pc.is_in(store.read(fact, part, [fact.key])[fact.key], value_set=stale)
            if month not in fresh and not pc.any(gone).as_py():
                continue
            tables.append(store.read(fact, part).filter(pc.invert(gone)))
        table = pa.concat_tables(tables).sort_by(fact.key)
        if table.num_rows:
            parts[month] = store.write(fact, month, table)
        else:
            parts.pop(month, None)
    return Held(held.columns, parts)


def _publish(fact: Fact, held: Held) -> None:
    current = store.manifest()
    kept = {name: each for name, each in current.facts.items() if name in facts.names()}
    store.swap(Manifest(current.refreshed_at, {**kept, fact.name: held}))


def _held(fact: Fact) -> Held | None:
    """Return what is held of a fact, or None when nothing is or its columns have changed."""
    held = store.manifest().facts.get(fact.name)
    return held if held is not None and held.columns == store.empty(fact).columns else None


def _by_month(fact: Fact, rows: Iterable[Sequence[Value]]) -> dict[str, list[Sequence[Value]]]:
    months: dict[str, list[Sequence[Value]]] = {}
    for row in rows:
        months.setdefault(fact.month_of(row), []).append(row)
    return months


def _batches(rows: Iterator[tuple[Value, ...]]) -> Iterator[list[tuple[Value, ...]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
